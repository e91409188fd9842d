/** Risky settings, which are refused outside the sandbox unless ECTICKET_ALLOW names the risk. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { readSettings } from '../../../settings/index.js';
import { mistakesIn } from './mistakes-in.js';

const pairOf = (seed: string) => {
  const hex = createHash('sha256').update(seed).digest('hex');
  return { hashKey: hex.slice(0, 16), hashIv: hex.slice(16, 32) };
};
const merchantWith = (...seeds: string[]) => ({ profile: 'escrow', keys: seeds.map(pairOf) });
const merchants = (map: object) => ({ ECTICKET_MERCHANTS: JSON.stringify(map) });
const PRODUCTION = {
  ECTICKET_ENV: 'production',
  ECTICKET_CODEC_KEYS: `a:${randomBytes(32).toString('base64')}`,
  ...merchants({ '1000001': merchantWith('one') }),
};
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const events = (url: string, secret = SECRET) => ({ ECTICKET_EVENTS_URL: url, ECTICKET_EVENTS_SECRET: secret });
const codecKey = (bytes: Uint8Array) => ({ ECTICKET_CODEC_KEYS: `a:${Buffer.from(bytes).toString('base64')}` });
const callback = (url: string) => ({ ECTICKET_CALLBACK_BASE_URL: url });
const twins = { '1000001': merchantWith('one'), '1000002': merchantWith('two', 'one') };
const paidTwins = {
  '1000001': { ...merchantWith('one'), payment: { keys: [pairOf('p')] } },
  '1000002': { ...merchantWith('two'), payment: { keys: [pairOf('p')] } },
};

/** Risky settings: the risk, the environment, and the reported setting and problem. */
const RISKY: readonly [risk: string, env: Record<string, string>, name: string, problem: RegExp][] = [
  ['private-callbacks', callback('https://shop.example:8888'), 'ECTICKET_CALLBACK_BASE_URL', /80 and 443 only/],
  ['private-callbacks', callback('http://localhost'), 'ECTICKET_CALLBACK_BASE_URL', /private network/],
  ['private-callbacks', callback('https://192.168.1.5'), 'ECTICKET_CALLBACK_BASE_URL', /private network/],
  ['private-callbacks', callback('http://callbacks'), 'ECTICKET_CALLBACK_BASE_URL', /private network/],
  ['private-callbacks', callback('https://[2001:db8::1]'), 'ECTICKET_CALLBACK_BASE_URL', /private network/],
  ['private-callbacks', callback('https://[::ffff:10.0.0.1]'), 'ECTICKET_CALLBACK_BASE_URL', /private network/],
  ['http-events', events('http://shop.example/events'), 'ECTICKET_EVENTS_URL', /plain http/],
  ['http-events', events('http://10.0.0.7/events'), 'ECTICKET_EVENTS_URL', /plain http/],
  ['temporal-without-tls', { TEMPORAL_ADDRESS: 'temporal.example:7233' }, 'TEMPORAL_ADDRESS', /no TLS/],
  ['temporal-without-tls', { TEMPORAL_ADDRESS: '10.0.0.7:7233' }, 'TEMPORAL_ADDRESS', /no TLS/],
  ['weak-secrets', codecKey(new Uint8Array(32)), 'ECTICKET_CODEC_KEYS', /^is weak: key 1 is a pattern/],
  ['weak-secrets', codecKey(Buffer.from('f0e1'.repeat(16), 'hex')), 'ECTICKET_CODEC_KEYS', /is a pattern/],
  [
    'weak-secrets',
    codecKey(Uint8Array.from({ length: 32 }, (_, index) => index)),
    'ECTICKET_CODEC_KEYS',
    /is a pattern/,
  ],
  ['weak-secrets', codecKey(Buffer.from('correct horse battery staple 123')), 'ECTICKET_CODEC_KEYS', /is text/],
  [
    'weak-secrets',
    events('https://shop.example', 'whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgb2YgYW55Ym9keQ=='),
    'ECTICKET_EVENTS_SECRET',
    /published/,
  ],
  [
    'weak-secrets',
    events('https://shop.example', `${SECRET},whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`),
    'ECTICKET_EVENTS_SECRET',
    /secret 2 is published/,
  ],
  [
    'weak-secrets',
    merchants({ '1000001': { profile: 'escrow', keys: [{ hashKey: '0'.repeat(16), hashIv: '1'.repeat(16) }] } }),
    'ECTICKET_MERCHANTS',
    /placeholder at 1000001\.keys\.0/,
  ],
  ['shared-keys', merchants(twins), 'ECTICKET_MERCHANTS', /the key of 1000001\.keys\.0 at 1000002\.keys\.1/],
  ['shared-keys', merchants(paidTwins), 'ECTICKET_MERCHANTS', /1000002\.payment\.keys\.0/],
];

describe.each(['stage', 'production'])('in %s', (ECTICKET_ENV) => {
  test.each(RISKY)('%s: %j is refused unless ECTICKET_ALLOW names the risk', (risk, risky, name, problem) => {
    const env = { ...PRODUCTION, ...risky, ECTICKET_ENV };
    const others = ['private-callbacks', 'http-events', 'temporal-without-tls', 'weak-secrets', 'shared-keys'];
    for (const ECTICKET_ALLOW of ['', others.filter((other) => other !== risk).join(',')]) {
      expect(mistakesIn({ ...env, ECTICKET_ALLOW })).toMatchObject([
        {
          name,
          problem: expect.stringMatching(problem),
          fix: expect.stringContaining(`ECTICKET_ALLOW=${risk}`),
        },
      ]);
    }
    const { warnings } = readSettings({ ...env, ECTICKET_ALLOW: risk });
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${name} .*ECTICKET_ALLOW=${risk} accepts that`))]);
  });
});

test.each(RISKY)('%s is no risk in the sandbox: %j', (_risk, risky) => {
  expect(readSettings({ ...PRODUCTION, ...risky, ECTICKET_ENV: 'sandbox' }).warnings).toEqual([]);
});

test.each(['sandbox', 'stage', 'production'])('in %s, an API key without TLS is refused once', (ECTICKET_ENV) => {
  const key = { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_API_KEY: 'an-api-key', TEMPORAL_TLS: 'false' };
  const env = { ...PRODUCTION, ...key, ECTICKET_ENV };
  expect(mistakesIn(env)).toEqual([
    {
      name: 'TEMPORAL_TLS',
      problem: 'disables TLS, so that the API key would be sent to another machine in plain text',
      fix: expect.stringMatching(/^Write true\. Or set ECTICKET_ALLOW=temporal-without-tls to accept that/),
    },
  ]);
  expect(readSettings({ ...env, ECTICKET_ALLOW: 'temporal-without-tls' }).temporal.options.tls).toBe(false);
});

test.each<Record<string, string>>([
  callback('https://shop.example/tickets'),
  callback('http://shop.example'),
  events('https://10.0.0.7/events'),
  events('http://127.0.0.1:3000/events'),
  events('http://localhost:3000/events'),
  { TEMPORAL_ADDRESS: 'localhost:7233' },
  { TEMPORAL_ADDRESS: '[::1]:7233' },
  { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_API_KEY: 'an-api-key' },
  { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_TLS: 'true' },
  codecKey(Buffer.from(createHash('sha256').update('x').digest('hex').slice(0, 32))),
  merchants({ '1000001': merchantWith('one', 'one'), '1000002': merchantWith('two') }),
])('%j is no risk in production', (env) => {
  expect(readSettings({ ...PRODUCTION, ...env }).warnings).toEqual([]);
});

test('random keys and secrets are accepted', () => {
  for (let time = 0; time < 500; time++) {
    const env = {
      ...codecKey(randomBytes(32)),
      ...events('https://shop.example', `whsec_${randomBytes(24).toString('base64')}`),
    };
    readSettings({ ...PRODUCTION, ...env });
  }
});

test('a Chinese host name is converted to punycode', () => {
  const settings = readSettings({ ...PRODUCTION, ...callback('https://綠界商店.tw') });
  expect(settings.callbackBaseUrl).toBe('https://xn--czrs0th4swth.tw');
});

test('ECPay’s public test keys are refused in production', () => {
  const keys = [{ hashKey: '5294y06JbISpM5x9', hashIv: 'v77hoKGq4kWxNNIS' }];
  expect(mistakesIn({ ...PRODUCTION, ...merchants({ '1000001': { profile: 'escrow', keys } }) })).toMatchObject([
    { name: 'ECTICKET_MERCHANTS', problem: "contains keys of ECPay's public stage merchants" },
  ]);
  const stage = { ...PRODUCTION, ECTICKET_ENV: 'stage', ...merchants(STAGE_MERCHANTS) };
  expect(readSettings(stage).warnings).toEqual([]);
});

const isWindows = process.platform === 'win32';

(isWindows ? describe.skip : describe)('the merchants file', () => {
  const read = (mode: number, folder: number, more: Record<string, string> = {}) => {
    const directory = mkdtempSync(join(tmpdir(), 'ecticket-settings-'));
    const ECTICKET_MERCHANTS_FILE = join(directory, 'merchants.json');
    writeFileSync(ECTICKET_MERCHANTS_FILE, PRODUCTION.ECTICKET_MERCHANTS);
    chmodSync(ECTICKET_MERCHANTS_FILE, mode);
    chmodSync(directory, folder);
    return { ...PRODUCTION, ECTICKET_MERCHANTS: '', ECTICKET_MERCHANTS_FILE, ...more };
  };

  test.each([
    [0o620, 0o700],
    [0o602, 0o700],
    [0o600, 0o777],
    [0o600, 0o770],
  ])('is refused if others may write or replace it: mode %d in a directory of %d', (mode, folder) => {
    expect(mistakesIn(read(mode, folder))).toMatchObject([
      { name: 'ECTICKET_MERCHANTS_FILE', fix: expect.stringContaining('ECTICKET_ALLOW=writable-secret-files') },
    ]);
    const allowed = read(mode, folder, { ECTICKET_ALLOW: 'writable-secret-files' });
    expect(readSettings(allowed).warnings).toHaveLength(1);
    expect(readSettings({ ...read(mode, folder), ECTICKET_ENV: 'sandbox' })).toBeDefined();
  });

  test('causes a warning if others may read it', () => {
    expect(readSettings(read(0o644, 0o755)).warnings).toEqual([expect.stringContaining('is readable by every user')]);
    expect(readSettings(read(0o640, 0o755)).warnings).toEqual([]);
    expect(readSettings(read(0o600, 0o1777)).warnings).toEqual([]);
  });
});
