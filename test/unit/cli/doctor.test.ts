/** Checks of `ecticket doctor` that need no server. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { runCheck, type Finding } from '../../../cli/doctor/check.js';
import { checkCallbackAddress, checkClock } from '../../../cli/doctor/network-checks.js';
import { checkFairness } from '../../../cli/doctor/temporal-checks.js';
import { EN, TEXTS } from '../../../cli/texts/index.js';
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

describe('the fairness check', () => {
  const found = (env: Record<string, string>): Promise<Finding> =>
    runCheck('fairness', () => checkFairness(readSettings({ ...PRODUCTION, ...env }), EN.doctor));

  test('does not pass where clients cannot read the setting, and says how to enable it', async () => {
    expect(
      await found({
        ECTICKET_MERCHANTS: TWO_MERCHANTS,
        TEMPORAL_ADDRESS: 'temporal.internal:7233',
        TEMPORAL_TLS: 'true',
      }),
    ).toMatchObject({
      state: 'skipped',
      message: expect.stringContaining('Set matching.enableFairness to true'),
    });
  });

  test('points to the settings of Temporal Cloud', async () => {
    const cloud = { TEMPORAL_ADDRESS: 'shop.a1b2c.tmprl.cloud:7233', TEMPORAL_API_KEY: 'an-api-key' };
    expect(await found({ ECTICKET_MERCHANTS: TWO_MERCHANTS, ...cloud })).toMatchObject({
      state: 'skipped',
      message: expect.stringMatching(/settings of the namespace at https:\/\/cloud\.temporal\.io$/),
    });
  });

  test('passes with a single merchant', async () => {
    expect(await found({})).toMatchObject({ state: 'ok' });
  });
});

describe('the check of ECPay’s clock', () => {
  const unreachable = (env: Record<string, string>, texts = EN): Promise<Finding> =>
    runCheck('ECPay', () => checkClock({ ...readSettings(env), baseUrl: 'http://127.0.0.1:1' }, texts.doctor));

  test('says how to start the sandbox, in the sandbox', async () => {
    expect(await unreachable({})).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^http:.* does not answer .*\. Start the sandbox: .*\bsandbox\b/),
    });
  });

  test.each(Object.values(TEXTS))('does not mention the sandbox elsewhere', async (texts) => {
    const { state, message } = await unreachable(PRODUCTION, texts);
    expect(state).toBe('failed');
    expect(message).not.toMatch(/sandbox|沙盒/);
    expect(message).toMatch(/outgoing network access|對外網路/);
  });
});

describe('the check of the callback address', () => {
  const found = (env: Record<string, string>): Promise<Finding> =>
    runCheck('callback address', () => checkCallbackAddress(readSettings({ ...PRODUCTION, ...env }), EN.doctor));

  test.each(['https://shop.example:8443', 'http://shop.example:8080/tickets'])(
    'rejects %s, which ECPay cannot call',
    async (url) => {
      const env = { ECTICKET_CALLBACK_BASE_URL: url, ECTICKET_ALLOW: 'private-callbacks' };
      expect(await found(env)).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('it calls 80 and 443 only'),
      });
    },
  );

  test.each(['https://shop.example', 'http://shop.example:443', 'https://shop.example:80/tickets'])(
    'says that ECPay must approve the domain of %s',
    async (url) => {
      expect(await found({ ECTICKET_CALLBACK_BASE_URL: url })).toMatchObject({
        state: 'skipped',
        message: expect.stringMatching(/firewall.* shop\.example\. Ask ECPay/),
      });
    },
  );

  test('says that ECPay must approve the domains that orders name', async () => {
    expect(await found({})).toMatchObject({ state: 'skipped', message: expect.stringContaining('firewall') });
  });

  test('accepts any address in the sandbox', async () => {
    const sandbox = { ECTICKET_CALLBACK_BASE_URL: 'http://127.0.0.1:4610' };
    expect(
      await runCheck('callback address', () => checkCallbackAddress(readSettings(sandbox), EN.doctor)),
    ).toMatchObject({
      state: 'ok',
    });
  });
});
