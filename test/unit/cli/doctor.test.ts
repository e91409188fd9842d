/** What doctor says of things that no server and no clock here can tell. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { runCheck, type Finding } from '../../../cli/doctor/check.js';
import { checkCallbackAddress } from '../../../cli/doctor/network-checks.js';
import { checkFairness } from '../../../cli/doctor/temporal-checks.js';
import { readSettings } from '../../../settings/index.js';

const keys = [{ hashKey: 'abcdefgh12345678', hashIv: '8765432lhgfedcba' }];
const otherKeys = [{ hashKey: 'bcdefghi12345678', hashIv: '9876543lhgfedcba' }];
const PRODUCTION = {
  ECTICKET_ENV: 'production',
  ECTICKET_MERCHANTS: JSON.stringify({ '1000001': { profile: 'escrow', keys } }),
  ECTICKET_CODEC_KEYS: `a:${createHash('sha256').update('a codec key').digest('base64')}`,
};
const TWO_MERCHANTS = JSON.stringify({
  '1000001': { profile: 'escrow', keys },
  '1000002': { profile: 'escrow', keys: otherKeys },
});

describe('fairness', () => {
  const found = (env: Record<string, string>): Promise<Finding> =>
    runCheck('fairness', () => checkFairness(readSettings({ ...PRODUCTION, ...env })));

  test('is never called well where nobody can know: it is said how to switch it on', async () => {
    expect(
      await found({
        ECTICKET_MERCHANTS: TWO_MERCHANTS,
        TEMPORAL_ADDRESS: 'temporal.internal:7233',
        TEMPORAL_TLS: 'true',
      }),
    ).toMatchObject({
      state: 'skipped',
      words: expect.stringContaining('Set matching.enableFairness to true'),
    });
  });

  test('is switched on in Temporal Cloud’s own settings', async () => {
    const cloud = { TEMPORAL_ADDRESS: 'shop.a1b2c.tmprl.cloud:7233', TEMPORAL_API_KEY: 'an-api-key' };
    expect(await found({ ECTICKET_MERCHANTS: TWO_MERCHANTS, ...cloud })).toMatchObject({
      state: 'skipped',
      words: expect.stringMatching(/settings of the namespace at https:\/\/cloud\.temporal\.io$/),
    });
  });

  test('does not matter to one merchant', async () => {
    expect(await found({})).toMatchObject({ state: 'ok' });
  });
});

describe('the address that ECPay calls', () => {
  const found = (env: Record<string, string>): Promise<Finding> =>
    runCheck('callback address', () => checkCallbackAddress(readSettings({ ...PRODUCTION, ...env })));

  test.each(['https://shop.example:8443', 'http://shop.example:8080/tickets'])('cannot be %s', async (url) => {
    const env = { ECTICKET_CALLBACK_BASE_URL: url, ECTICKET_ALLOW: 'private-callbacks' };
    expect(await found(env)).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('it calls 80 and 443 only'),
    });
  });

  test.each(['https://shop.example', 'http://shop.example:443', 'https://shop.example:80/tickets'])(
    'must be approved by ECPay: %s',
    async (url) => {
      expect(await found({ ECTICKET_CALLBACK_BASE_URL: url })).toMatchObject({
        state: 'skipped',
        words: expect.stringMatching(/firewall.* shop\.example\. Ask ECPay/),
      });
    },
  );

  test('must be approved too where each order names its own', async () => {
    expect(await found({})).toMatchObject({ state: 'skipped', words: expect.stringContaining('firewall') });
  });

  test('is any in the sandbox', async () => {
    const sandbox = { ECTICKET_CALLBACK_BASE_URL: 'http://127.0.0.1:4610' };
    expect(await runCheck('callback address', () => checkCallbackAddress(readSettings(sandbox)))).toMatchObject({
      state: 'ok',
    });
  });
});
