import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readCodecServerSettings, SETTING_NAMES, SettingsError } from '../../../settings/index.js';

const CODEC_KEY = createHash('sha256').update('a codec key').digest('base64');
const TOKEN = createHash('sha256').update('a token').digest('hex');
const PRODUCTION = { ECTICKET_ENV: 'production', ECTICKET_CODEC_KEYS: `a:${CODEC_KEY}` };
const JWT = {
  ECTICKET_CODEC_JWT_ISSUER: 'https://login.shop.example/',
  ECTICKET_CODEC_JWT_AUDIENCE: 'temporal',
  ECTICKET_CODEC_JWKS_URL: 'https://login.shop.example/.well-known/jwks.json',
};

describe('settings of the codec server', () => {
  test('default to the sandbox and the Web UI on this machine', () => {
    expect(readCodecServerSettings({})).toEqual({
      environment: 'sandbox',
      origins: ['http://127.0.0.1:8233', 'http://localhost:8233'],
      encode: 'allow',
      warnings: [],
    });
    expect(readCodecServerSettings(Object.fromEntries(SETTING_NAMES.map((name) => [name, ''])))).toEqual(
      readCodecServerSettings({}),
    );
  });

  test('in production with a token allow no page and no encoding', () => {
    const settings = readCodecServerSettings({ ...PRODUCTION, ECTICKET_CODEC_TOKEN: TOKEN });
    expect(settings).toMatchObject({ environment: 'production', origins: [], encode: 'refuse' });
    expect(settings.tokens?.map((token) => token.export().toString())).toEqual([TOKEN]);
    expect(settings.codecKeys?.map(({ id }) => id)).toEqual(['a']);
  });

  test('that docs/how-to/temporal-cloud.md shows are accepted, and allow the Web UI of Temporal Cloud', () => {
    const page = readFileSync('docs/how-to/temporal-cloud.md', 'utf8');
    const shown = [...page.matchAll(/^(ECTICKET_\w+)=(.*)$/gm)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    expect(readCodecServerSettings({ ...PRODUCTION, ...Object.fromEntries(shown) })).toMatchObject({
      origins: ['https://cloud.temporal.io'],
      jwt: { claim: { name: 'https://saas-api.tmprl.cloud/user/email', values: ['angela@shop.example'] } },
    });
  });

  test.each(['', ' '])('may contain two tokens during a rotation, newest first, separated by ",%s"', (space) => {
    const newest = createHash('sha256').update('a newer token').digest('hex');
    const settings = readCodecServerSettings({ ...PRODUCTION, ECTICKET_CODEC_TOKEN: `${newest},${space}${TOKEN}` });
    expect(settings.tokens?.map((token) => token.export().toString())).toEqual([newest, TOKEN]);
  });

  test('in production may accept the Web UI’s tokens', () => {
    const settings = readCodecServerSettings({
      ...PRODUCTION,
      ...JWT,
      ECTICKET_CODEC_JWT_CLAIM: 'groups=support, refund-desk',
      ECTICKET_CODEC_ORIGINS: 'https://temporal.shop.example, http://127.0.0.1:8080',
      ECTICKET_CODEC_ENCODE: 'allow',
    });
    expect(settings).toMatchObject({
      origins: ['https://temporal.shop.example', 'http://127.0.0.1:8080'],
      encode: 'allow',
      jwt: {
        issuer: 'https://login.shop.example/',
        audience: 'temporal',
        jwksUrl: 'https://login.shop.example/.well-known/jwks.json',
        claim: { name: 'groups', values: ['support', 'refund-desk'] },
      },
    });
  });

  test('allow the Web UI at ECTICKET_UI_URL', () => {
    const env = { ...PRODUCTION, ECTICKET_CODEC_TOKEN: TOKEN, ECTICKET_UI_URL: 'https://temporal.shop.example/ui' };
    expect(readCodecServerSettings(env).origins).toEqual(['https://temporal.shop.example']);
  });

  test('need neither merchants nor Temporal, and show no secret', () => {
    const shown = inspect(readCodecServerSettings({ ...PRODUCTION, ECTICKET_CODEC_TOKEN: TOKEN }), { depth: 9 });
    for (const secret of [TOKEN, CODEC_KEY]) expect(shown).not.toContain(secret);
  });
});

describe('the codec server does not start with', () => {
  test.each<[string, Record<string, string>, readonly string[]]>([
    [
      'production without keys and authentication',
      { ECTICKET_ENV: 'production' },
      ['ECTICKET_CODEC_KEYS', 'ECTICKET_CODEC_TOKEN'],
    ],
    ['stage without authentication', { ...PRODUCTION, ECTICKET_ENV: 'stage' }, ['ECTICKET_CODEC_TOKEN']],
    ['an unknown environment', { ECTICKET_ENV: 'prod' }, ['ECTICKET_ENV']],
    ['a short token', { ECTICKET_CODEC_TOKEN: 'hunter2' }, ['ECTICKET_CODEC_TOKEN']],
    ['a token with a space', { ECTICKET_CODEC_TOKEN: `${TOKEN} ` }, ['ECTICKET_CODEC_TOKEN']],
    ['one token twice', { ECTICKET_CODEC_TOKEN: `${TOKEN},${TOKEN}` }, ['ECTICKET_CODEC_TOKEN']],
    ['three tokens', { ECTICKET_CODEC_TOKEN: `${TOKEN},${TOKEN}2,${TOKEN}3` }, ['ECTICKET_CODEC_TOKEN']],
    [
      'an older token that repeats itself',
      { ...PRODUCTION, ECTICKET_CODEC_TOKEN: `${TOKEN},${'f0'.repeat(32)}` },
      ['ECTICKET_CODEC_TOKEN'],
    ],
    ['any origin', { ECTICKET_CODEC_ORIGINS: '*' }, ['ECTICKET_CODEC_ORIGINS']],
    ['an origin with a path', { ECTICKET_CODEC_ORIGINS: 'https://a.example/ui' }, ['ECTICKET_CODEC_ORIGINS']],
    ['an origin with a slash', { ECTICKET_CODEC_ORIGINS: 'https://a.example/' }, ['ECTICKET_CODEC_ORIGINS']],
    ['an opaque origin', { ECTICKET_CODEC_ORIGINS: 'null' }, ['ECTICKET_CODEC_ORIGINS']],
    [
      'a key address with plain http',
      { ...JWT, ECTICKET_CODEC_JWKS_URL: 'http://login.example/keys' },
      ['ECTICKET_CODEC_JWKS_URL'],
    ],
    ['an invalid key address', { ...JWT, ECTICKET_CODEC_JWKS_URL: 'keys' }, ['ECTICKET_CODEC_JWKS_URL']],
    [
      'an issuer without audience and keys',
      { ECTICKET_CODEC_JWT_ISSUER: 'https://login.shop.example/' },
      ['ECTICKET_CODEC_JWT_AUDIENCE', 'ECTICKET_CODEC_JWKS_URL'],
    ],
    [
      'a claim without an issuer',
      { ECTICKET_CODEC_JWT_CLAIM: 'groups=support' },
      ['ECTICKET_CODEC_JWT_ISSUER', 'ECTICKET_CODEC_JWT_AUDIENCE', 'ECTICKET_CODEC_JWKS_URL'],
    ],
    ['a claim without values', { ...JWT, ECTICKET_CODEC_JWT_CLAIM: 'groups=' }, ['ECTICKET_CODEC_JWT_CLAIM']],
    [
      'the issuer of Temporal Cloud without a claim',
      { ...JWT, ECTICKET_CODEC_JWKS_URL: 'https://login.tmprl.cloud/.well-known/jwks.json' },
      ['ECTICKET_CODEC_JWT_CLAIM'],
    ],
    ['a misspelt setting', { ECTICKET_CODEC_ORIGIN: 'https://a.example' }, ['ECTICKET_CODEC_ORIGIN']],
    ['an invalid encode setting', { ECTICKET_CODEC_ENCODE: 'yes' }, ['ECTICKET_CODEC_ENCODE']],
    [
      'a Web UI with plain http on another machine',
      { ...PRODUCTION, ECTICKET_CODEC_TOKEN: TOKEN, ECTICKET_CODEC_ORIGINS: 'http://127.0.0.1:8233,http://10.0.0.7' },
      ['ECTICKET_CODEC_ORIGINS'],
    ],
    [
      'such a Web UI in ECTICKET_UI_URL',
      { ...PRODUCTION, ECTICKET_CODEC_TOKEN: TOKEN, ECTICKET_UI_URL: 'http://temporal.shop.example' },
      ['ECTICKET_UI_URL'],
    ],
    ['a token that repeats itself', { ...PRODUCTION, ECTICKET_CODEC_TOKEN: 'f0'.repeat(32) }, ['ECTICKET_CODEC_TOKEN']],
    [
      'a token that is a placeholder',
      { ...PRODUCTION, ECTICKET_CODEC_TOKEN: 'this-is-the-Secret-of-our-support-staff' },
      ['ECTICKET_CODEC_TOKEN'],
    ],
    [
      'codec keys that consist of zeros',
      { ...PRODUCTION, ECTICKET_CODEC_TOKEN: TOKEN, ECTICKET_CODEC_KEYS: `a:${Buffer.alloc(32).toString('base64')}` },
      ['ECTICKET_CODEC_KEYS'],
    ],
    ['an unknown risk', { ECTICKET_ALLOW: 'http-origins,all' }, ['ECTICKET_ALLOW']],
    ['invalid codec keys', { ECTICKET_CODEC_KEYS: 'a:short' }, ['ECTICKET_CODEC_KEYS']],
  ])('%s', (_what, env, names) => {
    const { mistakes, message } = mistakesOf(env);
    expect(mistakes.map(({ name }) => name)).toEqual(names);
    for (const { fix } of mistakes) expect(fix).not.toBe('');
    if (env['ECTICKET_CODEC_TOKEN']) expect(message).not.toContain(env['ECTICKET_CODEC_TOKEN']);
  });
});

test('an accepted risk is reported as a warning', () => {
  const { origins, warnings } = readCodecServerSettings({
    ...PRODUCTION,
    ECTICKET_CODEC_TOKEN: TOKEN,
    ECTICKET_CODEC_ORIGINS: 'http://10.0.0.7',
    ECTICKET_ALLOW: 'http-origins',
  });
  expect(origins).toEqual(['http://10.0.0.7']);
  expect(warnings).toEqual([expect.stringMatching(/^ECTICKET_CODEC_ORIGINS .*http-origins accepts that anyone/)]);
});

function mistakesOf(env: Record<string, string>): SettingsError {
  try {
    readCodecServerSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}
