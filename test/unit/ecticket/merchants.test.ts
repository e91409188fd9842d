import { describe, expect, test } from '@jest/globals';
import {
  MerchantRegistry,
  STAGE_MERCHANTS,
  type MerchantSettings,
  type MerchantSource,
} from '../../../ecticket/index.js';

const GOOD: MerchantSettings = STAGE_MERCHANTS['3085676'];

/** What creation or a look-up throws. */
async function thrownBy(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    return error;
  }
}

describe('a fixed map', () => {
  test.each(Object.keys(STAGE_MERCHANTS))('has the public stage merchant %s', async (merchantId) => {
    const merchant = await new MerchantRegistry(STAGE_MERCHANTS).get(merchantId);
    expect(merchant).toMatchObject({ merchantId, profile: merchantId === '3362787' ? 'escrow' : 'issueOnly' });
    expect(merchant.keys).toHaveLength(1);
  });

  test.each(['3085677', '', '__proto__', 'constructor', '3085676 '])('does not have %j', async (merchantId) => {
    expect(await thrownBy(() => new MerchantRegistry(STAGE_MERCHANTS).get(merchantId))).toMatchObject({
      name: 'UnknownMerchantError',
      code: 'UNKNOWN_MERCHANT',
      merchantId,
    });
  });

  test('reports every problem of every merchant in the constructor, without keys', async () => {
    const secret = 'deadbeefdeadbeef0';
    const source = {
      '3085676': { profile: 'issueonly', keys: [{ hashKey: secret, hashIv: 'short' }] },
      '3362787': { profile: 'escrow', keys: [] },
      'not an id': GOOD,
      '3085672': { profile: 'issueOnly', keys: [GOOD.keys[0], { hashKey: 1 }] },
    };
    const error = await thrownBy(() => new MerchantRegistry(source as unknown as MerchantSource));
    expect(error).toMatchObject({ name: 'InvalidMerchantsError', code: 'INVALID_MERCHANTS' });
    const { message } = error as Error;
    for (const fragment of [
      '3085676.profile: Invalid option: expected one of "issueOnly"|"escrow"',
      '3085676.keys.0: HashKey has 17 bytes instead of 16',
      '3085676.keys.0: HashIV has 5 bytes instead of 16',
      '3362787.keys.0: Invalid input: expected object, received undefined',
      '"not an id": not a MerchantID',
      '3085672.keys.1.hashKey: Invalid input: expected string, received number',
      '3085672.keys.1.hashIv: Invalid input: expected string, received undefined',
    ]) {
      expect(message).toContain(fragment);
    }
    expect(message).not.toContain(secret);
  });

  test.each([
    ['nothing', undefined],
    ['a list', [GOOD]],
    ['a text', '3085676'],
  ])('that is %s is refused', async (_, source) => {
    expect(await thrownBy(() => new MerchantRegistry(source as unknown as MerchantSource))).toMatchObject({
      code: 'INVALID_MERCHANTS',
    });
  });
});

describe("a merchant's own function", () => {
  const asking = (source: (merchantId: string) => unknown) =>
    thrownBy(() => new MerchantRegistry(source as MerchantSource).get('3085676'));

  test('is called per merchant, and its result is checked', async () => {
    expect(await asking((id) => Promise.resolve(id === '3085676' ? GOOD : undefined))).toMatchObject({
      merchantId: '3085676',
      profile: 'issueOnly',
    });
    expect(await asking(() => Promise.resolve({ ...GOOD, keys: [] }))).toMatchObject({ code: 'INVALID_MERCHANTS' });
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
  ])('that answers %s does not have the merchant', async (_, answer) => {
    expect(await asking(() => Promise.resolve(answer))).toMatchObject({ code: 'UNKNOWN_MERCHANT' });
  });

  test('that rejects or throws is a lookup that failed, and what it threw is not shown', async () => {
    const failure = new TypeError('postgres://user:p4ssw0rd@db/keys');
    const failures = [
      await asking(() => Promise.reject(failure)),
      await asking(() => {
        throw failure;
      }),
    ];
    for (const error of failures) {
      expect(error).toMatchObject({ name: 'MerchantLookupError', code: 'MERCHANT_LOOKUP_FAILED', thrown: 'TypeError' });
      expect(String(error)).not.toContain('p4ssw0rd');
      expect((error as Error).cause).toBeUndefined();
    }
  });

  test('is not called with an invalid MerchantID', async () => {
    const asked: string[] = [];
    const registry = new MerchantRegistry((id) => {
      asked.push(id);
      return Promise.resolve(undefined);
    });
    for (const absurd of ["1' OR '1'='1", '../../etc', '', '12345678901']) {
      expect(await thrownBy(() => registry.get(absurd))).toMatchObject({ code: 'UNKNOWN_MERCHANT' });
    }
    expect(asked).toEqual([]);
  });
});

test('where a platform acts for a merchant, the platform’s keys and profile count', async () => {
  const registry = new MerchantRegistry(STAGE_MERCHANTS);
  const platform = await registry.getActing({ merchantId: '3362787', platformId: '3085672' });
  expect(platform).toMatchObject({ merchantId: '3085672', profile: 'issueOnly' });
  for (const platformId of [undefined, null, '']) {
    expect(await registry.getActing({ merchantId: '3362787', platformId })).toMatchObject({ profile: 'escrow' });
  }
});

describe('a platform acts', () => {
  const settings = (actsFor?: unknown) => ({ ...STAGE_MERCHANTS['3085672'], actsFor }) as MerchantSettings;
  const acting = (platformId: string, merchantId: string, source: MerchantSource = STAGE_MERCHANTS) =>
    thrownBy(() => new MerchantRegistry(source).getActing({ merchantId, platformId }));

  test('for the merchants that are written, who need no entry of their own, and for itself', async () => {
    const source = { '3085672': settings(['2000132']) };
    expect(await acting('3085672', '2000132', source)).toMatchObject({ merchantId: '3085672' });
    expect(await acting('3085672', '3085672', source)).toMatchObject({ merchantId: '3085672' });
    expect(await acting('3085672', '2000132', (id) => Promise.resolve(source[id as '3085672']))).toMatchObject({
      merchantId: '3085672',
    });
  });

  test.each([
    ['any other merchant', '3085672', '2000132'],
    ['another merchant, being no platform', '3362787', '3085676'],
  ])('not for %s', async (_whom, platformId, merchantId) => {
    const error = await acting(platformId, merchantId);
    expect(error).toMatchObject({ code: 'UNKNOWN_MERCHANT', merchantId, platformId });
    expect((error as Error).message).toContain(`Add "${merchantId}" to the platform's actsFor`);
  });

  test.each([
    ['3085676', '3085672.actsFor: Invalid input: expected array, received string'],
    [['../7'], '3085672.actsFor.0: not a MerchantID (1 to 10 letters and digits)'],
  ])('only where it is written as a list of MerchantIDs: %j', async (actsFor, problem) => {
    const error = await thrownBy(() => new MerchantRegistry({ '3085672': settings(actsFor) }));
    expect(error).toMatchObject({ code: 'INVALID_MERCHANTS', problems: [problem] });
  });
});
