import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { PRODUCTION_URL, STAGE_MERCHANTS, STAGE_PAYMENT, STAGE_URL } from '../../../ecticket/index.js';
import { readSettings, SETTING_NAMES } from '../../../settings/index.js';
import { mistakesIn } from './mistakes-in.js';

const HASH_KEY = 'abcdefgh12345678';
const HASH_IV = '8765432lhgfedcba';
const MERCHANTS = JSON.stringify({ '1000001': { profile: 'escrow', keys: [{ hashKey: HASH_KEY, hashIv: HASH_IV }] } });
const CODEC_KEY = createHash('sha256').update('a codec key').digest('base64');
const SECRET_BYTES = createHash('sha256').update('a webhook secret').digest();
const SECRET = `whsec_${SECRET_BYTES.toString('base64')}`;
const PRODUCTION = { ECTICKET_ENV: 'production', ECTICKET_MERCHANTS: MERCHANTS, ECTICKET_CODEC_KEYS: `a:${CODEC_KEY}` };

describe('settings', () => {
  test('default to the sandbox on this machine with the public stage merchants', async () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      environment: 'sandbox',
      baseUrl: 'http://127.0.0.1:4600',
      callbackBaseUrl: 'http://127.0.0.1:4610',
      providerRate: 5,
      simulatedPayments: 'ignore',
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
    });
    expect(settings).not.toHaveProperty('codecKeys');
    expect(settings).not.toHaveProperty('events');
    expect(settings).not.toHaveProperty('deploymentVersion');
    for (const id of Object.keys(STAGE_MERCHANTS)) {
      expect(await settings.merchants.get(id)).toMatchObject({ merchantId: id });
    }
  });

  test('treat an empty variable as not set', () => {
    const empty = Object.fromEntries(
      [...SETTING_NAMES, 'TEMPORAL_ADDRESS', 'TEMPORAL_API_KEY'].map((name) => [name, '']),
    );
    expect(inspect(readSettings(empty))).toBe(inspect(readSettings({})));
  });

  test('for production may contain everything', async () => {
    const settings = readSettings({
      ...PRODUCTION,
      ECTICKET_CALLBACK_BASE_URL: 'https://shop.example/tickets/',
      ECTICKET_EVENTS_URL: 'https://shop.example/events?shop=1',
      ECTICKET_EVENTS_SECRET: SECRET,
      ECTICKET_PROVIDER_RATE: '0.5',
      ECTICKET_DEPLOYMENT_NAME: 'tickets',
      ECTICKET_BUILD_ID: '0.2.0+4f1c9aa',
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'tickets',
      TEMPORAL_API_KEY: 'temporal-api-key',
    });
    expect(settings).toMatchObject({
      environment: 'production',
      baseUrl: PRODUCTION_URL,
      callbackBaseUrl: 'https://shop.example/tickets',
      events: { url: 'https://shop.example/events?shop=1' },
      providerRate: 0.5,
      deploymentVersion: { deploymentName: 'tickets', buildId: '0.2.0+4f1c9aa' },
      temporal: { address: 'temporal.example:7233', namespace: 'tickets' },
    });
    expect(settings.events?.secret.map((secret) => secret.export())).toEqual([SECRET_BYTES]);
    expect(settings.warnings).toEqual([]);
    expect(settings.codecKeys?.map(({ id }) => id)).toEqual(['a']);
    expect(settings.temporal.options).toMatchObject({ apiKey: 'temporal-api-key', tls: true });
    expect(await settings.merchants.get('1000001')).toMatchObject({ profile: 'escrow' });

    const shown = inspect(settings, { showHidden: true, depth: 9 }) + JSON.stringify(settings);
    for (const secret of [HASH_KEY, HASH_IV, CODEC_KEY, SECRET, 'temporal-api-key'])
      expect(shown).not.toContain(secret);
  });

  test('contain the payment keys of a merchant, and in the sandbox ECPay’s public ones', async () => {
    const PAYMENT_KEY = 'PaymentKey123456';
    const merchant = { profile: 'escrow', keys: [{ hashKey: HASH_KEY, hashIv: HASH_IV }] };
    const payment = { merchantId: '1000009', keys: [{ hashKey: PAYMENT_KEY, hashIv: 'PaymentIv1234567' }] };
    const ECTICKET_MERCHANTS = JSON.stringify({ '1000001': { ...merchant, payment } });
    const settings = readSettings({ ...PRODUCTION, ECTICKET_MERCHANTS });
    expect(await settings.merchants.getByPaymentMerchantId('1000009')).toMatchObject({ merchantId: '1000001' });
    expect(inspect(settings, { showHidden: true, depth: 9 })).not.toContain(PAYMENT_KEY);
    expect(await readSettings({}).merchants.getByPaymentMerchantId('3002607')).toMatchObject({ merchantId: '3085676' });
  });

  test('allow simulated payments to count, except in production', () => {
    const ECTICKET_SIMULATED_PAYMENTS = 'count';
    for (const env of [{}, { ...PRODUCTION, ECTICKET_ENV: 'stage' }]) {
      expect(readSettings({ ...env, ECTICKET_SIMULATED_PAYMENTS }).simulatedPayments).toBe('count');
    }
    expect(readSettings({ ...PRODUCTION, ECTICKET_SIMULATED_PAYMENTS: 'ignore' }).simulatedPayments).toBe('ignore');
    expect(mistakesIn({ ...PRODUCTION, ECTICKET_SIMULATED_PAYMENTS })).toMatchObject([
      { name: 'ECTICKET_SIMULATED_PAYMENTS', problem: 'would give tickets away in production' },
    ]);
    expect(mistakesIn({ ECTICKET_SIMULATED_PAYMENTS: 'yes' })).toMatchObject([
      { name: 'ECTICKET_SIMULATED_PAYMENTS', problem: 'is not ignore or count' },
    ]);
  });

  test('for stage use ECPay’s test system and have no default callback address', () => {
    const settings = readSettings({
      ...PRODUCTION,
      ECTICKET_ENV: 'stage',
      ECTICKET_MERCHANTS: JSON.stringify(STAGE_MERCHANTS),
    });
    expect(settings.baseUrl).toBe(STAGE_URL);
    expect(settings).not.toHaveProperty('callbackBaseUrl');
  });

  test('may read the merchants from a file', async () => {
    const settings = readSettings({
      ...PRODUCTION,
      ECTICKET_MERCHANTS: '',
      ECTICKET_MERCHANTS_FILE: fileWith(MERCHANTS),
    });
    expect(await settings.merchants.get('1000001')).toMatchObject({ merchantId: '1000001' });
  });

  test('ignore the variables that Kubernetes sets for a Service called ecticket', () => {
    expect(readSettings({ ECTICKET_SERVICE_HOST: '10.0.0.1', ECTICKET_PORT_4610_TCP_ADDR: '10.0.0.1' })).toBeDefined();
  });
});

describe('invalid settings', () => {
  test('are reported all at once, including Temporal’s own', () => {
    const names = mistakesIn({
      ECTICKET_ENV: 'prod',
      ECTICKET_BASE_URL: 'localhost:4600',
      ECTICKET_MERCHANTS: '{}',
      ECTICKET_CODEC_KEYS: 'a:b,a:c',
      ECTICKET_CALLBACK_BASE_URL: 'https://shop.example?x=1',
      ECTICKET_EVENTS_URL: 'https://user:pass@shop.example',
      ECTICKET_EVENTS_SECRET: 'secret',
      ECTICKET_ALLOW: 'everything',
      ECTICKET_PROVIDER_RATE: '0',
      ECTICKET_CODEC_KEY: 'x',
      TEMPORAL_ADDRESS: 'http://temporal:7233',
    }).map(({ name, problem }) => `${name} ${problem}`);
    expect(names.sort()).toEqual([
      'ECTICKET_ALLOW has an entry that is not a risk: number 1',
      'ECTICKET_BASE_URL is not an http or https address to which paths can be appended',
      'ECTICKET_CALLBACK_BASE_URL is not an http or https address to which paths can be appended',
      'ECTICKET_CODEC_KEY is not a setting',
      'ECTICKET_CODEC_KEYS is wrong: key 1 is not the Base64 of 32 bytes',
      'ECTICKET_CODEC_KEYS is wrong: key 2 has the id of key 1',
      'ECTICKET_CODEC_KEYS is wrong: key 2 is not the Base64 of 32 bytes',
      'ECTICKET_ENV is not sandbox, stage or production',
      'ECTICKET_EVENTS_SECRET is not whsec_ and Base64',
      'ECTICKET_EVENTS_URL is not an http or https address without a user name or password',
      'ECTICKET_MERCHANTS contains no merchant',
      'ECTICKET_PROVIDER_RATE is not a number above 0',
      'TEMPORAL_ADDRESS is not an address',
    ]);
  });

  test('include missing merchants and codec keys outside the sandbox', () => {
    for (const ECTICKET_ENV of ['stage', 'production']) {
      expect(mistakesIn({ ECTICKET_ENV }).map(({ name }) => name)).toEqual([
        'ECTICKET_CODEC_KEYS',
        'ECTICKET_MERCHANTS',
      ]);
    }
  });

  test('include a base URL outside the sandbox, and ECPay’s address in the sandbox', () => {
    expect(mistakesIn({ ...PRODUCTION, ECTICKET_BASE_URL: 'http://127.0.0.1:4600' })).toMatchObject([
      { name: 'ECTICKET_BASE_URL', problem: 'is for the sandbox only' },
    ]);
    for (const ECTICKET_BASE_URL of [STAGE_URL, 'https://ECTICKET.ecpay.com.tw./']) {
      expect(mistakesIn({ ECTICKET_BASE_URL })).toMatchObject([{ name: 'ECTICKET_BASE_URL' }]);
    }
    expect(readSettings({ ECTICKET_BASE_URL: 'http://notecpay.com.tw/' }).baseUrl).toBe('http://notecpay.com.tw');
  });

  test('include the public stage keys in production, even next to other keys', () => {
    const [stageKeys] = STAGE_MERCHANTS['3085676'].keys;
    const merchants = { '1000001': { profile: 'escrow', keys: [{ hashKey: HASH_KEY, hashIv: HASH_IV }, stageKeys] } };
    expect(mistakesIn({ ...PRODUCTION, ECTICKET_MERCHANTS: JSON.stringify(merchants) })).toMatchObject([
      { name: 'ECTICKET_MERCHANTS', problem: "contains keys of ECPay's public stage merchants" },
    ]);
  });

  test('include the public payment keys in production, and payment keys that are ticket keys', () => {
    const pair = { hashKey: HASH_KEY, hashIv: HASH_IV };
    const withPayment = (payment: object) =>
      JSON.stringify({ '1000001': { profile: 'escrow', keys: [pair], payment } });
    expect(mistakesIn({ ...PRODUCTION, ECTICKET_MERCHANTS: withPayment(STAGE_PAYMENT) })).toMatchObject([
      { name: 'ECTICKET_MERCHANTS', problem: "contains keys of ECPay's public stage merchants" },
    ]);
    expect(mistakesIn({ ...PRODUCTION, ECTICKET_MERCHANTS: withPayment({ keys: [pair] }) })).toMatchObject([
      { name: 'ECTICKET_MERCHANTS', problem: expect.stringContaining('payment.keys.0: contains a ticket key') },
    ]);
  });

  test('include merchants that are set twice, a missing file, and invalid JSON', () => {
    expect(mistakesIn({ ECTICKET_MERCHANTS: MERCHANTS, ECTICKET_MERCHANTS_FILE: 'x' })).toMatchObject([
      { name: 'ECTICKET_MERCHANTS_FILE', problem: 'is set in addition to ECTICKET_MERCHANTS' },
    ]);
    expect(mistakesIn({ ECTICKET_MERCHANTS_FILE: '/nowhere/merchants.json' })).toMatchObject([
      { problem: 'cannot be read (ENOENT)' },
    ]);
    expect(mistakesIn({ ECTICKET_MERCHANTS_FILE: fileWith('keys: yes') })).toMatchObject([{ problem: 'is not JSON' }]);
  });

  test.each([
    ['null', 'is not a JSON object keyed by MerchantID'],
    ['[]', 'is not a JSON object keyed by MerchantID'],
    [`{"${HASH_KEY}":"${HASH_IV}"}`, 'has a key that is not a MerchantID (1 to 10 letters and digits)'],
    [`{"1000001":{"hashKey":"${HASH_KEY}"}}`, expect.stringContaining('1000001.profile')],
    [MERCHANTS.replace(HASH_KEY, 'short'), expect.stringContaining('HashKey has 5 bytes instead of 16')],
    [`{"1000001": ${HASH_KEY}`, 'is not JSON'],
    [`${MERCHANTS.slice(0, -1)},"1000001":{"profile":"issueOnly"}}`, 'contains "1000001" twice in one object'],
    [`{"1000001":{"keys":[],"profile":"escrow","k\\u0065ys":[]}}`, 'contains "keys" twice in one object'],
    [`{"1000001":{"keys":[{"${HASH_KEY}":1,"${HASH_KEY}":2}]}}`, 'contains a field twice in one object'],
    [MERCHANTS.replace('"keys"', '"payement":{},"keys"'), expect.stringContaining('1000001: unknown field; known: ')],
    [MERCHANTS.replace('"hashIv"', `"${HASH_KEY}":1,"hashIv"`), expect.stringContaining('keys.0: unknown field;')],
  ])('include malformed merchants, whose keys are not quoted: %s', (ECTICKET_MERCHANTS, problem) => {
    const mistakes = mistakesIn({ ECTICKET_MERCHANTS });
    expect(mistakes).toContainEqual(expect.objectContaining({ name: 'ECTICKET_MERCHANTS', problem }));
    expect(inspect(mistakes)).not.toContain(HASH_KEY);
    expect(inspect(mistakes)).not.toContain(HASH_IV);
  });

  test.each(['x', '-1', '0', 'Infinity', 'NaN', '1e3', '0x10', ' 5', '5,5'])(
    'include a provider rate of %j',
    (rate) => {
      expect(mistakesIn({ ECTICKET_PROVIDER_RATE: rate })).toMatchObject([{ name: 'ECTICKET_PROVIDER_RATE' }]);
    },
  );

  test('include a misspelt name, with a suggestion', () => {
    const [mistake] = mistakesIn({ ECTICKET_MERCHANT_FILE: 'x' });
    expect(mistake).toEqual({
      name: 'ECTICKET_MERCHANT_FILE',
      problem: 'is not a setting',
      fix: 'Did you mean ECTICKET_MERCHANTS_FILE?',
    });
  });
});

function fileWith(text: string, mode = 0o600): string {
  const file = join(mkdtempSync(join(tmpdir(), 'ecticket-settings-')), 'merchants.json');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}
