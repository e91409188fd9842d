import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  MerchantRegistry,
  STAGE_MERCHANTS,
  STAGE_PAYMENT,
  type MerchantSettings,
  type MerchantSource,
  type TicketMerchantFunction,
} from '../../../ecticket/index.js';
import { failureOf } from './support.js';

const TICKET_PAIR = { hashKey: 'tTtTtTtTtTtTtTt1', hashIv: 'uUuUuUuUuUuUuUu2' };
const PAYMENT_PAIR = { hashKey: 'pPpPpPpPpPpPpPp3', hashIv: 'qQqQqQqQqQqQqQq4' };
const MERCHANT: MerchantSettings = { profile: 'escrow', keys: [TICKET_PAIR], payment: { keys: [PAYMENT_PAIR] } };

async function problemsOf(source: unknown): Promise<readonly string[]> {
  const error = await failureOf(() => new MerchantRegistry(source as MerchantSource));
  expect(error).toMatchObject({ code: 'INVALID_MERCHANTS' });
  const seen = inspect(error, { showHidden: true, depth: 9 });
  for (const key of [TICKET_PAIR, PAYMENT_PAIR].flatMap((pair) => Object.values(pair))) expect(seen).not.toContain(key);
  return (error as { problems: readonly string[] }).problems;
}

describe('the ticket merchant of a payment', () => {
  test('has the same MerchantID unless another is written', async () => {
    const other: MerchantSettings = { ...MERCHANT, payment: { merchantId: '7', keys: [PAYMENT_PAIR] } };
    const registry = new MerchantRegistry({ '1000001': MERCHANT, '1000002': other });
    expect(await registry.getByPaymentMerchantId('1000001')).toMatchObject({
      merchantId: '1000001',
      payment: { merchantId: '1000001' },
    });
    expect(await registry.getByPaymentMerchantId('7')).toMatchObject({
      merchantId: '1000002',
      payment: { merchantId: '7' },
    });
    for (const stranger of ['1000002', '', '__proto__', '8']) {
      expect(await failureOf(() => registry.getByPaymentMerchantId(stranger))).toMatchObject({
        code: 'UNKNOWN_MERCHANT',
        merchantId: stranger,
      });
    }
  });

  test('of ECPay’s public payment merchant is the issue-only stage merchant', async () => {
    const registry = new MerchantRegistry(STAGE_MERCHANTS);
    expect(await registry.getByPaymentMerchantId('3002607')).toMatchObject({ merchantId: '3085676' });
    expect(await registry.get('3362787')).not.toHaveProperty('payment');
  });

  test('is looked up by the payment’s own MerchantID', async () => {
    const registry = new MerchantRegistry((id) => Promise.resolve(id === '1000001' ? MERCHANT : undefined));
    expect(await registry.getByPaymentMerchantId('1000001')).toMatchObject({ merchantId: '1000001' });
    expect(await failureOf(() => registry.getByPaymentMerchantId('1000002'))).toMatchObject({
      code: 'UNKNOWN_MERCHANT',
    });
  });

  test('is looked up with a second function if the two MerchantIDs differ', async () => {
    const settings: MerchantSettings = { ...MERCHANT, payment: { merchantId: '7', keys: [PAYMENT_PAIR] } };
    const asked: string[] = [];
    const ticketMerchantOf: TicketMerchantFunction = (id) => {
      asked.push(id);
      return Promise.resolve(id === '7' || id === '9' ? '1000001' : undefined);
    };
    const registry = new MerchantRegistry(() => Promise.resolve(settings), ticketMerchantOf);
    expect(await registry.getByPaymentMerchantId('7')).toMatchObject({
      merchantId: '1000001',
      payment: { merchantId: '7' },
    });
    // Payments at 9 are not signed with the keys of 7; a stranger's id is not worth a question.
    for (const id of ['9', '8', "' OR 1=1"]) {
      expect(await failureOf(() => registry.getByPaymentMerchantId(id))).toMatchObject({ code: 'UNKNOWN_MERCHANT' });
    }
    expect(asked).toEqual(['7', '9', '8']);
  });

  test('whose lookup function fails is reported without the thrown error', async () => {
    const registry = new MerchantRegistry(
      () => Promise.resolve(MERCHANT),
      () => Promise.reject(new TypeError('postgres://p4ssw0rd@db')),
    );
    const error = await failureOf(() => registry.getByPaymentMerchantId('7'));
    expect(error).toMatchObject({ code: 'MERCHANT_LOOKUP_FAILED', thrown: 'TypeError' });
    expect(inspect(error)).not.toContain('p4ssw0rd');
  });
});

describe('swapped payment and ticket keys are detected', () => {
  test('where one was copied to the other’s place', async () => {
    expect(await problemsOf({ '1000001': { ...MERCHANT, payment: { keys: [TICKET_PAIR] } } })).toEqual([
      '1000001.payment.keys.0: contains a ticket key, the one of 1000001.keys.0; ' +
        'a merchant has one pair for ECTicket (keys) and another for payments (payment.keys)',
    ]);
  });

  test('where only the HashIV was, or it is another merchant’s', async () => {
    const mixed = { ...PAYMENT_PAIR, hashIv: TICKET_PAIR.hashIv };
    const other = { profile: 'escrow', keys: [STAGE_MERCHANTS['3085676'].keys[0]], payment: { keys: [mixed] } };
    expect(await problemsOf({ '1000001': MERCHANT, '1000002': other })).toEqual([
      expect.stringContaining('1000002.payment.keys.0: contains a ticket key, the one of 1000001.keys.0'),
    ]);
  });

  test('where ECPay’s public ones are swapped', async () => {
    const swapped = {
      profile: 'issueOnly',
      keys: STAGE_PAYMENT.keys,
      payment: { keys: STAGE_MERCHANTS['3362787'].keys },
    };
    expect(await problemsOf({ '3085676': swapped })).toEqual([
      expect.stringContaining("payment.keys.0: contains a ticket key, the one of ECPay's stage merchant 3362787"),
      expect.stringContaining(
        "3085676.keys.0: contains a payment key, the one of ECPay's payment stage merchant 3002607",
      ),
    ]);
  });

  test('also in what a function answers', async () => {
    const registry = new MerchantRegistry(() => Promise.resolve({ ...MERCHANT, payment: { keys: [TICKET_PAIR] } }));
    expect(await failureOf(() => registry.get('1000001'))).toMatchObject({ code: 'INVALID_MERCHANTS' });
  });
});

test('a payment merchant takes the money for one ticket merchant', async () => {
  const shared = { ...MERCHANT, keys: [{ hashKey: 'v'.repeat(16), hashIv: 'w'.repeat(16) }], payment: STAGE_PAYMENT };
  expect(await problemsOf({ '1000001': shared, '3085676': STAGE_MERCHANTS['3085676'] })).toEqual([
    '3085676.payment: 3002607 already takes the payments of 1000001; a payment merchant belongs to one ticket merchant',
  ]);
});

test.each([
  [{ keys: [] }, '1000001.payment.keys.0: Invalid input: expected object, received undefined'],
  [{}, '1000001.payment.keys: Invalid input: expected tuple, received undefined'],
  [
    { merchantID: '7', keys: [PAYMENT_PAIR] },
    '1000001.payment: unknown field; known: merchantId, keys, trustAioNotices',
  ],
  [
    { merchantId: '../7', keys: [PAYMENT_PAIR] },
    '1000001.payment.merchantId: not a MerchantID (1 to 10 letters and digits)',
  ],
  [
    { keys: [{ hashKey: 'short', hashIv: PAYMENT_PAIR.hashIv }] },
    '1000001.payment.keys.0: HashKey has 5 bytes instead of 16',
  ],
  [null, '1000001.payment: Invalid input: expected object, received null'],
])('payment settings that cannot be used are named: %j', async (payment, problem) => {
  expect(await problemsOf({ '1000001': { ...MERCHANT, payment } })).toEqual([problem]);
});
