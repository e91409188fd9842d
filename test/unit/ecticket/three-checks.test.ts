import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  checkMacValue,
  encryptAndSignText,
  encryptAndSign,
  type SignedData,
  type TicketApi,
} from '../../../ecticket/index.js';
import { OTHER_KEYS, VECTOR_KEYS } from './keys.js';
import { apiAt, failureOf, REF, replyEnvelope, serving } from './support.js';

const MERCHANT = { merchantId: REF.merchantId };

/** What a query makes of this reply. */
async function answering(body: string): Promise<unknown> {
  const server = await serving((response) => response.end(body));
  return failureOf(() => apiAt(server.url).queryIssueResult(REF));
}

const refusal = { RtnCode: 10200047, RtnMsg: '查無訂單' };

test('TransCode comes first: a refused envelope is reported, whatever its checksum', async () => {
  const encrypted = { ...encryptAndSign(refusal, OTHER_KEYS), CheckMacValue: 'forged' };
  expect(
    await answering(replyEnvelope(encrypted, { TransCode: 10000002, TransMsg: 'CheckMacValue Error' })),
  ).toMatchObject({
    name: 'EnvelopeRefusedError',
    code: 'ENVELOPE_REFUSED',
    transCode: 10000002,
    transMsg: 'CheckMacValue Error',
  });
});

test('a refused envelope may have no Data at all', async () => {
  const body = replyEnvelope({}, { TransCode: 0, TransMsg: null, Data: null, CheckMacValue: null });
  expect(await answering(body)).toMatchObject({ code: 'ENVELOPE_REFUSED', transCode: 0, transMsg: '' });
});

test.each<[string, Partial<SignedData>, string]>([
  ['a forged checksum', { ...encryptAndSign(refusal, VECTOR_KEYS), CheckMacValue: 'A'.repeat(64) }, 'checksumDiffers'],
  ['no checksum', { Data: encryptAndSign(refusal, VECTOR_KEYS).Data }, 'checksumDiffers'],
  ["another merchant's keys", encryptAndSign(refusal, OTHER_KEYS), 'notDecryptable'],
  ['Data in the clear', { Data: '{"RtnCode":1}', CheckMacValue: '' }, 'notBase64'],
  ['no Data', {}, 'notBase64'],
])('the checksum and the encryption come second: Data is not parsed with %s', async (_, encrypted, reason) => {
  expect(await answering(replyEnvelope(encrypted))).toMatchObject({
    name: 'DataRejectedError',
    code: 'DATA_REJECTED',
    reason,
  });
});

test('RtnCode comes third: the error has ECPay’s message', async () => {
  expect(await answering(replyEnvelope(encryptAndSign(refusal, VECTOR_KEYS)))).toMatchObject({
    name: 'BusinessRefusalError',
    code: 'BUSINESS_REFUSAL',
    endpoint: 'QueryIssueResult',
    rtnCode: 10200047,
    rtnMsg: '查無訂單',
  });
});

test('accepts an answer encrypted as PHP or JavaScript does, with codes as text', async () => {
  const data = JSON.stringify({ RtnCode: '1', RtnMsg: "it's ok (really) ~", Status: '3', Remark: '' });
  for (const urlEncoding of ['phpUrlencode', 'encodeURIComponent'] as const) {
    const answer = await answering(
      replyEnvelope(encryptAndSignText(data, VECTOR_KEYS, urlEncoding), { TransCode: '1' }),
    );
    expect(answer).toEqual({ answered: { status: 'processing' } });
  }
});

describe('a reply must be about the requested order', () => {
  const encrypted = (data: object) =>
    encryptAndSign({ RtnCode: 1, RtnMsg: 'success', Status: 1, ...data }, VECTOR_KEYS);
  const other = { code: 'NOT_AN_ECPAY_REPLY', reason: 'unexpectedData' };

  test.each<[string, string]>([
    ['another order', replyEnvelope(encrypted({ MerchantTradeNo: 'OTHER1' }))],
    ['a number in another case', replyEnvelope(encrypted({ MerchantTradeNo: 'cbx20220302153064851' }))],
    ['an order of gift vouchers', replyEnvelope(encrypted({ MerchantTradeNo: '', FreeTradeNo: 'FREE1' }))],
    ['another merchant', replyEnvelope(encrypted({ MerchantID: '2000132' }))],
    ['another merchant on the envelope', replyEnvelope(encrypted({}), { MerchantID: '2000132' })],
    ['another order, refused', replyEnvelope(encrypted({ RtnCode: 2, MerchantTradeNo: 'OTHER1' }))],
  ])('and is rejected if it names %s', async (_what, body) => {
    expect(await answering(body)).toMatchObject(other);
  });

  test.each<[string, string]>([
    ['nothing', replyEnvelope(encrypted({}), { MerchantID: undefined })],
    [
      'blanks',
      replyEnvelope(encrypted({ MerchantID: '', MerchantTradeNo: null, FreeTradeNo: '' }), { MerchantID: '' }),
    ],
    ['the same', replyEnvelope(encrypted({ MerchantID: 3085676, MerchantTradeNo: REF.merchantTradeNo }))],
  ])('and is accepted if it names %s', async (_what, body) => {
    expect(await answering(body)).toEqual({ answered: { status: 'issued' } });
  });

  test.each<[string, (api: TicketApi) => Promise<unknown>, object]>([
    ['QueryOrderInfo', (api) => api.queryOrder(REF), { TicketTradeNo: '1', TicketList: [], MerchantTradeNo: 'OTHER1' }],
    ['QueryRefundInfo', (api) => api.queryRefundInfo(REF), { TradeAmount: 1, MerchantTradeNo: 'OTHER1' }],
    [
      'QueryTicketStatus',
      (api) => api.queryTicketStatus({ ...MERCHANT, ticketNo: 'T1' }),
      { UseStatus: 1, TicketNo: 'T2' },
    ],
    [
      'QueryTicketStatus',
      (api) => api.queryTicketStatus({ ...MERCHANT, writeOffNo: 'W1' }),
      { UseStatus: 1, WriteOffNo: 'W2' },
    ],
    ['WriteOff', (api) => api.writeOff({ ...MERCHANT, writeOffNo: 'W1', action: 'redeem' }), { WriteOffNo: 'W2' }],
    ['Refund', (api) => api.refund({ ...MERCHANT, ticketNo: 'T1', action: 'refund' }), { TicketNo: 'T2' }],
  ])('of %s too', async (_endpoint, call, data) => {
    const server = await serving((response) => response.end(replyEnvelope(encrypted(data))));
    expect(await failureOf(() => call(apiAt(server.url)))).toMatchObject(other);
  });

  test('and the code of a ticket, typed by hand, may differ in case', async () => {
    const data = { UseStatus: 1, TicketNo: 'T1', WriteOffNo: 'ABC1' };
    const server = await serving((response) => response.end(replyEnvelope(encrypted(data))));
    expect(await apiAt(server.url).queryTicketStatus({ ...MERCHANT, writeOffNo: 'abc1' })).toMatchObject({
      state: 'unused',
    });
  });
});

test('an answer behind a byte order mark is read', async () => {
  const data = { RtnCode: 1, RtnMsg: 'success', Status: 1 };
  expect(await answering(`\uFEFF${replyEnvelope(encryptAndSign(data, VECTOR_KEYS))}`)).toEqual({
    answered: { status: 'issued' },
  });
});

test.each<[string, (json: string) => string]>([
  ['with lower-case digits', (json) => encodeURIComponent(json).replace(/%../g, (escape) => escape.toLowerCase())],
  ['with characters beyond ASCII as they are', (json) => encodeURIComponent(json).replaceAll('%E5%A5%BD', '好')],
  ['not at all', (json) => json],
])('an answer that is URL-encoded %s is read', async (_how, encode) => {
  const json = '{"RtnCode":1,"RtnMsg":"好 50%","Status":1,"Remark":"a+b"}';
  const cipher = createCipheriv('aes-128-cbc', '7b53896b742849d3', '37a0ad3c6ffa428b');
  const Data = cipher.update(encode(json), 'utf8', 'base64') + cipher.final('base64');
  const CheckMacValue = checkMacValue(json, VECTOR_KEYS);
  expect(await answering(replyEnvelope({ Data, CheckMacValue }))).toEqual({
    answered: { status: 'issued', remark: 'a+b' },
  });
});
