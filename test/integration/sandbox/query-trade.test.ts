import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ENVELOPE_REFUSALS, type EnvelopeRefusalName } from '../../../sandbox/protocol/request-checks.js';
import { callEmbedded, embeddedData, embeddedRequest, postEmbedded } from './support/embedded-client.js';
import { newTradeNo, startParts, type Parts } from './support/parts.js';

const PATH = '/1.0.0/Cashier/QueryTrade';

describe('QueryTrade of the embedded checkout', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts();
  });
  afterAll(() => parts.close());

  const query = (MerchantTradeNo: string) => callEmbedded(parts.url + PATH, { MerchantTradeNo });
  async function pay(changes: object = {}): Promise<string> {
    const merchantTradeNo = newTradeNo();
    const body = { kind: 'embedded', merchantTradeNo, amount: 1_360, ...changes };
    await expect(parts.control('POST', '/payments', body)).resolves.toMatchObject({ status: 200 });
    return merchantTradeNo;
  }

  test('returns a payment with the field names of the notification', async () => {
    const MerchantTradeNo = await pay();
    await expect(query(MerchantTradeNo)).resolves.toMatchObject({
      ...{ RtnCode: 1, RtnMsg: 'Success', PlatformID: '', MerchantID: '3002607' },
      OrderInfo: {
        ...{ MerchantTradeNo, TradeAmt: 1_360, TradeStatus: '1', PaymentType: 'Credit', ChargeFee: 0 },
        TradeNo: expect.stringMatching(/^\d{20}$/),
        PaymentDate: expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/),
      },
      CardInfo: { Amount: 1_360, Stage: 0 },
    });
  });

  test.each<[string, object]>([
    ['simulated', { simulate: true }],
    ['refused', { refuse: true }],
    ['not booked yet', { bookedAfter: '10 minutes' }],
  ])('returns a payment that is %s as unpaid', async (_how, changes) => {
    const reply = await query(await pay(changes));
    expect(reply).toMatchObject({ RtnCode: 1, OrderInfo: { TradeStatus: '0', PaymentDate: '' } });
    expect(reply).not.toHaveProperty('CardInfo');
  });

  test('returns no payment for an unknown number', async () => {
    await expect(query(newTradeNo())).resolves.toMatchObject({ RtnCode: 10200047 });
  });

  test.each<[string, object, number]>([
    ['without MerchantID', { MerchantID: '' }, 5000220],
    ['of another merchant', { MerchantID: '2000132' }, 5000261],
    ['without a number', { MerchantTradeNo: '' }, 5000220],
  ])('refuses Data %s', async (_what, data, RtnCode) => {
    const asked = { MerchantTradeNo: newTradeNo(), ...data };
    await expect(callEmbedded(parts.url + PATH, asked)).resolves.toMatchObject({ RtnCode });
  });

  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => object, EnvelopeRefusalName]>([
    ['a missing header', () => ({ RqHeader: undefined }), 'malformed'],
    ['a timestamp eleven minutes old', () => ({ RqHeader: { Timestamp: now() - 660 } }), 'stale'],
    ['a timestamp in milliseconds', () => ({ RqHeader: { Timestamp: Date.now() } }), 'future'],
    ['an unknown merchant', () => ({ MerchantID: '2000132' }), 'unknownMerchant'],
    ['Data that cannot be decrypted', () => ({ Data: 'AAAA' }), 'notVerified'],
  ])('refuses an envelope for %s', async (_what, changes, reason) => {
    const body = { ...embeddedRequest({ MerchantTradeNo: 'T1' }), ...changes() };
    const [TransCode, TransMsg] = ENVELOPE_REFUSALS[reason];
    await expect(postEmbedded(parts.url + PATH, body)).resolves.toMatchObject({ TransCode, TransMsg, Data: null });
  });

  test('refuses any content type but JSON', async () => {
    const answer = postEmbedded(parts.url + PATH, embeddedRequest({ MerchantTradeNo: 'T1' }), 'text/plain');
    await expect(answer).resolves.toMatchObject({ TransCode: ENVELOPE_REFUSALS.contentType[0] });
  });

  test('applies requested faults', async () => {
    const MerchantTradeNo = await pay();
    const fault = (kind: string) =>
      parts.control('POST', '/faults', { on: PATH, kind, tradeNo: MerchantTradeNo, merchantId: '3002607' });
    const post = () => postEmbedded(parts.url + PATH, embeddedRequest({ MerchantTradeNo }));
    await fault('transCode');
    await expect(post()).resolves.toMatchObject({ TransCode: ENVELOPE_REFUSALS.onRequest[0] });
    await fault('rtnCode');
    await expect(query(MerchantTradeNo)).resolves.toMatchObject({ RtnCode: 10299999 });
    await fault('badData');
    const { Data } = await post();
    expect(() => embeddedData(Data ?? '')).toThrow();
    await fault('http500');
    await expect(fetch(parts.url + PATH, { method: 'POST', body: '' })).resolves.toMatchObject({ status: 200 });
    await expect(post()).rejects.toThrow(/JSON/);
    await expect(fault('badMac')).resolves.toMatchObject({ status: 400, body: { error: { code: 'INVALID_FAULT' } } });
  });
});
