import { expect, test } from '@jest/globals';
import { sealText, sealValue, type Sealed } from '../../../ecticket/index.js';
import { OTHER_KEYS, VECTOR_KEYS } from './keys.js';
import { apiAt, failureOf, REF, replyEnvelope, serving } from './support.js';

/** What a query makes of this reply. */
async function answering(body: string): Promise<unknown> {
  const server = await serving((response) => response.end(body));
  return failureOf(() => apiAt(server.url).queryIssueResult(REF));
}

const refusal = { RtnCode: 10200047, RtnMsg: '查無訂單' };

test('TransCode comes first: a refused envelope is told so, whatever its seal', async () => {
  const sealed = { ...sealValue(refusal, OTHER_KEYS), CheckMacValue: 'forged' };
  expect(
    await answering(replyEnvelope(sealed, { TransCode: 10000002, TransMsg: 'CheckMacValue Error' })),
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

test.each<[string, Partial<Sealed>, string]>([
  ['a forged checksum', { ...sealValue(refusal, VECTOR_KEYS), CheckMacValue: 'A'.repeat(64) }, 'checksumDiffers'],
  ['no checksum', { Data: sealValue(refusal, VECTOR_KEYS).Data }, 'checksumDiffers'],
  ["another merchant's keys", sealValue(refusal, OTHER_KEYS), 'notDecryptable'],
  ['Data in the clear', { Data: '{"RtnCode":1}', CheckMacValue: '' }, 'notBase64'],
  ['no Data', {}, 'notBase64'],
])('the seal comes second: %s is not looked into', async (_, sealed, reason) => {
  expect(await answering(replyEnvelope(sealed))).toMatchObject({
    name: 'SealBrokenError',
    code: 'SEAL_BROKEN',
    reason,
  });
});

test('RtnCode comes third, with ECPay’s own words', async () => {
  expect(await answering(replyEnvelope(sealValue(refusal, VECTOR_KEYS)))).toMatchObject({
    name: 'BusinessRefusalError',
    code: 'BUSINESS_REFUSAL',
    endpoint: 'QueryIssueResult',
    rtnCode: 10200047,
    rtnMsg: '查無訂單',
  });
});

test('an answer sealed as PHP or JavaScript would, with codes as texts, is believed', async () => {
  const data = JSON.stringify({ RtnCode: '1', RtnMsg: "it's ok (really) ~", Status: '3', Remark: '' });
  for (const spelling of ['phpUrlencode', 'encodeURIComponent'] as const) {
    const answer = await answering(replyEnvelope(sealText(data, VECTOR_KEYS, spelling), { TransCode: '1' }));
    expect(answer).toEqual({ answered: { status: 'processing' } });
  }
});
