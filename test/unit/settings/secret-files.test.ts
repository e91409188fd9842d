/** Secrets in files, for every process that reads them. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readCodecServerSettings, readSettings, SETTING_NAMES, SettingsError } from '../../../settings/index.js';

const digestOf = (text: string) => createHash('sha256').update(text).digest();
const CODEC_KEY = digestOf('a codec key').toString('base64');
const EVENTS_SECRET = digestOf('a webhook secret').toString('base64');
const TOKEN = digestOf('a token').toString('hex');
const HASH_KEY = digestOf('a HashKey').toString('hex').slice(0, 16);
const HASH_IV = digestOf('a HashIV').toString('hex').slice(0, 16);
const MERCHANTS = JSON.stringify({ '1000001': { profile: 'escrow', keys: [{ hashKey: HASH_KEY, hashIv: HASH_IV }] } });

/** The value of each secret, and a text in it that no message may show. */
const SECRETS = {
  ECTICKET_MERCHANTS: [MERCHANTS, HASH_KEY],
  ECTICKET_CODEC_KEYS: [`a:${CODEC_KEY}`, CODEC_KEY],
  ECTICKET_CODE_KEYS: [`b:${digestOf('a code key').toString('base64')}`, digestOf('a code key').toString('base64')],
  ECTICKET_EVENTS_SECRET: [`whsec_${EVENTS_SECRET}`, EVENTS_SECRET],
  ECTICKET_CODEC_TOKEN: [TOKEN, TOKEN],
} as const;
type Name = keyof typeof SECRETS;
const NAMES = Object.keys(SECRETS) as Name[];

const isOfCodecServer = (name: Name) => name === 'ECTICKET_CODEC_TOKEN';

/** Valid settings of a process that reads this secret, without the secret. */
function others(name: Name): Record<string, string> {
  const values = NAMES.filter((other) => other !== name).map((other) => [other, SECRETS[other][0]] as const);
  return {
    ...Object.fromEntries(values),
    ECTICKET_ENV: 'production',
    ECTICKET_EVENTS_URL: 'https://shop.example/events',
  };
}

const read = (name: Name, env: Record<string, string>): { readonly warnings: readonly string[] } =>
  isOfCodecServer(name) ? readCodecServerSettings(env) : readSettings(env);

function fileWith(text: string, mode = 0o600): string {
  const file = join(mkdtempSync(join(tmpdir(), 'ecticket-secret-')), 'a-secret-path');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/** Returns the mistakes, none of which may show a path or a content. */
function mistakesIn(name: Name, env: Record<string, string>): readonly object[] {
  try {
    read(name, env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const secret of [...NAMES.map((each) => SECRETS[each][1]), 'a-secret-path', 'not so secret'])
      expect(inspect(error, { depth: 9 })).not.toContain(secret);
    return error.mistakes;
  }
  throw new Error('the settings were accepted');
}

test('are possible for every setting that ends with _FILE', () => {
  expect(SETTING_NAMES.filter((name) => name.endsWith('_FILE')).sort()).toEqual(
    NAMES.map((name) => `${name}_FILE`).sort(),
  );
});

describe.each(NAMES)('%s', (name) => {
  const file = `${name}_FILE`;

  test.each(['', '\n', ' \r\n'])('in a file that ends with %j is read as from the variable', (end) => {
    const fromFile = read(name, { ...others(name), [file]: fileWith(SECRETS[name][0] + end) });
    expect(inspect(fromFile, { depth: 9 })).toBe(
      inspect(read(name, { ...others(name), [name]: SECRETS[name][0] }), { depth: 9 }),
    );
    expect(fromFile.warnings).toEqual([]);
  });

  test('given both ways is a mistake that names both', () => {
    const env = { ...others(name), [name]: SECRETS[name][0], [file]: fileWith(SECRETS[name][0]) };
    expect(mistakesIn(name, env)).toEqual([
      { name: file, problem: `is set in addition to ${name}`, fix: 'Keep one of them' },
    ]);
  });

  test.each([
    ['that does not exist', () => '/nowhere/a-secret-path', 'cannot be read (ENOENT)'],
    ['that is a directory', () => tmpdir(), 'cannot be read (EISDIR)'],
    ['that is empty', () => fileWith(' \n'), 'names an empty file'],
    ['whose path is the secret', () => SECRETS[name][0], expect.stringMatching(/^cannot be read \(E[A-Z]+\)$/)],
  ])('in a file %s is the only mistake', (_what, path, problem) => {
    expect(mistakesIn(name, { ...others(name), [file]: path() })).toEqual([
      { name: file, problem, fix: expect.stringMatching(/^Write /) },
    ]);
  });

  test('with an invalid content is reported by the name of the file', () => {
    const mistakes = mistakesIn(name, { ...others(name), [file]: fileWith('not so secret') });
    expect(new Set(mistakes.map((mistake) => (mistake as { name: string }).name))).toEqual(new Set([file]));
  });

  const isWindows = process.platform === 'win32';
  (isWindows ? test.skip : test)(
    'in a file that others may write is a risk, and one that all may read a warning',
    () => {
      const env = (mode: number, more: object = {}) => ({
        ...others(name),
        [file]: fileWith(SECRETS[name][0], mode),
        ...more,
      });
      expect(mistakesIn(name, env(0o620))).toMatchObject([
        { name: file, fix: expect.stringContaining('ECTICKET_ALLOW=writable-secret-files') },
      ]);
      const accepted = read(name, env(0o620, { ECTICKET_ALLOW: 'writable-secret-files' }));
      expect(accepted.warnings).toEqual([expect.stringContaining(`${file} is writable by others`)]);
      expect(read(name, env(0o644)).warnings).toEqual([
        `${file} is readable by every user of the machine. Run chmod o-r on it`,
      ]);
    },
  );
});

test('a process does not read the files of others', () => {
  const codec = { ECTICKET_MERCHANTS_FILE: '/nowhere', ECTICKET_EVENTS_SECRET_FILE: '/nowhere' };
  expect(readCodecServerSettings(codec).environment).toBe('sandbox');
  expect(readSettings({ ECTICKET_CODEC_TOKEN_FILE: '/nowhere' }).environment).toBe('sandbox');
});
