import { expect, test } from '@jest/globals';
import { SETTING_NAMES } from '../../../settings/setting-names.js';
import { settingsUsedBy } from '../../../settings/setting-purposes.js';

const namesOf = (program: Parameters<typeof settingsUsedBy>[0]) => settingsUsedBy(program).map(([name]) => name);

test('every setting is used by a process or, like the language, by the command line alone', () => {
  const used = new Set([...namesOf('worker'), ...namesOf('callbacks'), ...namesOf('codec'), 'ECTICKET_LANG']);
  expect(SETTING_NAMES.filter((name) => !used.has(name))).toEqual([]);
});

test('a process lists no setting that only another uses', () => {
  expect(namesOf('codec')).not.toContain('ECTICKET_MERCHANTS');
  expect(namesOf('callbacks')).not.toContain('ECTICKET_BUILD_ID');
  expect(namesOf('worker')).not.toContain('ECTICKET_CODEC_TOKEN');
  expect(namesOf('worker')).toContain('ECTICKET_BUILD_ID');
  expect(namesOf('worker')).not.toContain('ECTICKET_LANG');
});

test('a setting for a file says whose value is in it', () => {
  expect(settingsUsedBy('worker')).toContainEqual([
    'ECTICKET_MERCHANTS_FILE',
    'a file that contains ECTICKET_MERCHANTS',
  ]);
});
