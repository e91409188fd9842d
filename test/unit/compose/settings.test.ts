/** docker-compose.yml passes each documented setting to the processes that read it. */
import { describe, expect, test } from '@jest/globals';
import { readCodecServerSettings } from '../../../settings/codec-server.js';
import { readSettings } from '../../../settings/read-settings.js';
import { SETTING_NAMES } from '../../../settings/setting-names.js';
import { settingsUsedBy } from '../../../settings/setting-purposes.js';
import { readPage } from '../docs/pages.js';
import { readCompose, type StartedService } from './compose-file.js';

const PROCESSES = ['worker', 'callbacks', 'codec', 'sandbox'] as const;
type Process = (typeof PROCESSES)[number];

const OPENTELEMETRY = [...new Set(readPage('docs/reference/observability.md').match(/\bOTEL_[A-Z_]+\b/g) ?? [])];

/** The documented settings that each process reads. The command line runs in the container of the worker. */
const READ_BY: Readonly<Record<Process, readonly string[]>> = {
  worker: [...namesUsedBy('worker'), 'ECTICKET_LANG', 'ECTICKET_UI_URL', ...OPENTELEMETRY],
  callbacks: [...namesUsedBy('callbacks'), ...OPENTELEMETRY],
  codec: namesUsedBy('codec'),
  sandbox: ['ECTICKET_MERCHANTS', 'ECTICKET_MERCHANTS_FILE'],
};

/** Settings that the file does not pass to a process, each with the reason. */
const NOT_PASSED: Readonly<Record<string, string>> = {
  'codec ECTICKET_UI_URL': 'it is the default of ECTICKET_CODEC_ORIGINS, which has a value in the file',
};

/** The settings to which the file gives a value of its own: addresses of its network, and its Temporal without TLS. */
const WITH_DEFAULT = [
  'ECTICKET_ALLOW',
  'ECTICKET_BASE_URL',
  'ECTICKET_CALLBACK_BASE_URL',
  'ECTICKET_CODEC_ORIGINS',
  'ECTICKET_ENV',
];

function namesUsedBy(program: 'worker' | 'callbacks' | 'codec'): string[] {
  return settingsUsedBy(program).map(([name]) => name);
}

function environmentOf(process: Process, shell: Record<string, string>): StartedService['environment'] {
  return readCompose(shell).services[process]?.environment ?? {};
}

describe.each(PROCESSES)('%s', (process) => {
  test('gets each setting that it reads', () => {
    const shell = Object.fromEntries(READ_BY[process].map((name) => [name, `value of ${name}`]));
    const environment = environmentOf(process, shell);
    const lacking = READ_BY[process].filter((name) => {
      const expected = name.endsWith('_FILE') ? /^\/run\/secrets\/[\w-]+$/ : new RegExp(`^value of ${name}$`);
      return !expected.test(environment[name] ?? '');
    });
    const reasons = Object.keys(NOT_PASSED).filter((key) => key.startsWith(`${process} `));
    expect(lacking.map((name) => `${process} ${name}`)).toEqual(reasons);
  });

  test('has no value of a setting that is not set', () => {
    const environment = environmentOf(process, {});
    const given = READ_BY[process].filter((name) => (environment[name] ?? '') !== '');
    expect(given.filter((name) => !WITH_DEFAULT.includes(name))).toEqual([]);
  });
});

test('every setting is passed to a process', () => {
  const passed = new Set(Object.values(READ_BY).flat());
  expect(SETTING_NAMES.filter((name) => !passed.has(name))).toEqual([]);
});

test('an empty setting counts as not set', () => {
  const names = Object.values(READ_BY).flat();
  // Empty, they mean: no risk is accepted, and ECPay itself.
  const empty = names.filter((name) => !['ECTICKET_ALLOW', 'ECTICKET_BASE_URL'].includes(name));
  const shell = Object.fromEntries(empty.map((name) => [name, '']));
  for (const process of ['worker', 'callbacks'] as const)
    expect(readSettings(environmentOf(process, shell))).toEqual(readSettings(environmentOf(process, {})));
  expect(readCodecServerSettings(environmentOf('codec', shell))).toEqual(
    readCodecServerSettings(environmentOf('codec', {})),
  );
});

test("Temporal's own settings of the environment do not replace the Temporal of the file", () => {
  const shell = { TEMPORAL_ADDRESS: 'other:7233', TEMPORAL_NAMESPACE: 'other', TEMPORAL_API_KEY: 'a-key' };
  for (const process of ['worker', 'callbacks'] as const) {
    const temporal = Object.entries(environmentOf(process, shell)).filter(([name]) => name.startsWith('TEMPORAL_'));
    expect(Object.fromEntries(temporal)).toEqual({ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'default' });
  }
});
