import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  HashKeyPair,
  MerchantRegistry,
  verifyAndDecrypt,
  replyEnvelopeSchema,
  requestEnvelope,
  URL_ENCODINGS,
  encryptAndSignText,
  TicketApi,
  type MerchantSettings,
} from '../../../ecticket/index.js';
import { ENVELOPE_REFUSALS, type EnvelopeRefusalName } from '../../../sandbox/protocol/request-checks.js';
import { REFUSALS } from '../../../sandbox/orders/refusals.js';
import { ESCROW, ISSUE_ONLY, PLATFORM, startParts, type Parts } from './support/parts.js';
import { keysOf } from './support/receiver.js';

const NEW = { hashKey: 'AAAAAAAAAAAAAAAA', hashIv: 'BBBBBBBBBBBBBBBB' };
const OLD = { hashKey: 'CCCCCCCCCCCCCCCC', hashIv: 'DDDDDDDDDDDDDDDD' };
const OWN: MerchantSettings = { profile: 'issueOnly', keys: [NEW, OLD] };

describe('the envelope', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts({ merchants: { '2000132': OWN } });
  });
  afterAll(() => parts.close());

  async function post(path: string, body: unknown, contentType = 'application/json') {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': contentType };
    const answer = await fetch(parts.url + path, { method: 'POST', headers, body: text });
    expect(answer.status).toBe(200);
    return replyEnvelopeSchema.parse(await answer.json());
  }
  const escrowDay = (changes: Partial<Parameters<typeof requestEnvelope>[0]> = {}) =>
    requestEnvelope({
      ...{ merchantId: ISSUE_ONLY, data: { MerchantID: ISSUE_ONLY }, keys: keysOf(ISSUE_ONLY), now: Date.now() },
      ...changes,
    });
  const PATH = '/api/Ticket/EscrowDay';

  test.each<[string, () => unknown, EnvelopeRefusalName]>([
    ['a body that is not JSON', () => 'MerchantID=3085676', 'malformed'],
    ['an empty body', () => '', 'malformed'],
    ['a list', () => [], 'malformed'],
    ['no header', () => ({ ...escrowDay(), RqHeader: undefined }), 'malformed'],
    ['a Timestamp that is a string', () => ({ ...escrowDay(), RqHeader: { Timestamp: '1' } }), 'malformed'],
    ['no Data', () => ({ ...escrowDay(), Data: '' }), 'malformed'],
    ['a Timestamp in milliseconds', () => ({ ...escrowDay(), RqHeader: { Timestamp: Date.now() } }), 'future'],
    ['a Timestamp of next minute', () => escrowDay({ now: parts.sandbox.clock.now() + 60_000 }), 'future'],
    ['a fractional Timestamp', () => ({ ...escrowDay(), RqHeader: { Timestamp: Date.now() / 1000 } }), 'malformed'],
    ['a Timestamp eleven minutes old', () => escrowDay({ now: Date.now() - 660_000 }), 'stale'],
    ['an old Timestamp, before any other mistake', () => escrowDay({ now: 0, merchantId: '9999999' }), 'stale'],
    ['an unknown merchant', () => escrowDay({ merchantId: '9999999' }), 'unknownMerchant'],
    ['an unknown platform', () => escrowDay({ platformId: '9999999' }), 'unknownMerchant'],
    ['a merchant that is not a platform', () => escrowDay({ platformId: ISSUE_ONLY }), 'platform'],
    [
      'a platform that does not act for the merchant',
      () => escrowDay({ platformId: PLATFORM, merchantId: ESCROW }),
      'platform',
    ],
    ['another merchant’s key', () => escrowDay({ keys: keysOf(ESCROW) }), 'notVerified'],
    ['the merchant’s key in a platform’s request', () => escrowDay({ platformId: PLATFORM }), 'notVerified'],
    ['a wrong checksum', () => ({ ...escrowDay(), CheckMacValue: '0'.repeat(64) }), 'notVerified'],
    ['modified Data', () => ({ ...escrowDay(), Data: 'AAAA' }), 'notVerified'],
  ])('is refused for %s', async (_name, body, reason) => {
    const [TransCode, TransMsg] = ENVELOPE_REFUSALS[reason];
    await expect(post(PATH, body())).resolves.toMatchObject({ TransCode, TransMsg });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/html'])(
    'is refused with the content type %s',
    async (contentType) => {
      const [TransCode] = ENVELOPE_REFUSALS.contentType;
      await expect(post(PATH, escrowDay(), contentType)).resolves.toMatchObject({ TransCode });
    },
  );

  test.each(['application/json;charset=utf-8', 'Application/JSON'])(
    'is accepted with the content type %s',
    async (contentType) => {
      await expect(post(PATH, escrowDay(), contentType)).resolves.toMatchObject({ TransCode: 1 });
    },
  );

  test('is accepted up to ten minutes old, from a platform, and in every URL encoding', async () => {
    const { CheckMacValue: _checksum, ...unsealed } = escrowDay();
    const encoded = URL_ENCODINGS.map((urlEncoding) => ({
      ...unsealed,
      ...encryptAndSignText(
        JSON.stringify({ MerchantID: ISSUE_ONLY, Note: "a b (c)!*'~" }),
        keysOf(ISSUE_ONLY),
        urlEncoding,
      ),
    }));
    const platform = escrowDay({ platformId: PLATFORM, keys: keysOf(PLATFORM) });
    for (const body of [escrowDay({ now: Date.now() - 590_000 }), platform, ...encoded]) {
      await expect(post(PATH, body)).resolves.toMatchObject({ TransCode: 1 });
    }
  });

  test('does not become stale when the clock advances, and may use the advanced time', async () => {
    await parts.sandbox.clock.advance(86_400_000);
    await expect(post(PATH, escrowDay())).resolves.toMatchObject({ TransCode: 1 });
    const now = parts.sandbox.clock.now();
    await expect(post(PATH, escrowDay({ now }))).resolves.toMatchObject({ TransCode: 1 });
  });

  test.each(URL_ENCODINGS)('of a reply is plain JSON in the requested URL encoding: %s', async (urlEncoding) => {
    const other = await startParts({ urlEncoding });
    try {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(other.url + PATH, { method: 'POST', headers, body: JSON.stringify(escrowDay()) });
      const opened = verifyAndDecrypt(replyEnvelopeSchema.parse(await answer.json()) as never, [keysOf(ISSUE_ONLY)]);
      expect(opened).toMatchObject({ urlEncoding, plaintext: expect.stringContaining('成功 (success)') });
    } finally {
      await other.close();
    }
  });

  test.each([
    ['the newest key', [NEW]],
    ['an older key', [OLD]],
  ] as const)(
    'to a merchant of the sandbox is encrypted with the key that the request was encrypted with: %s',
    async (_name, [key]) => {
      const merchants = new MerchantRegistry({ '2000132': { profile: 'issueOnly', keys: [key] } });
      const api = new TicketApi({ merchants, baseUrl: parts.url });
      await expect(api.escrowDays({ merchantId: '2000132' })).resolves.toMatchObject({ EscrowDay: 365 });
      api.close();
    },
  );

  test('is accepted but Data is refused for the wrong merchant, the wrong path, or no object', async () => {
    const escrowOrder = escrowDay({ merchantId: ESCROW, data: { MerchantID: ESCROW }, keys: keysOf(ESCROW) });
    for (const [path, body, reason] of [
      [PATH, escrowDay({ data: { MerchantID: ESCROW } }), 'otherMerchant'],
      ['/api/Ticket/Issue', escrowOrder, 'notActivated'],
      ['/api/issuance/issue', escrowDay(), 'notActivated'],
      ['/api/Ticket/QueryOrderInfo', escrowDay({ data: 'x' }), 'tradeNumber'],
    ] as const) {
      const reply = await post(path, body);
      expect(reply).toMatchObject({ TransCode: 1 });
      const keys = [ISSUE_ONLY, ESCROW].map(keysOf);
      expect(verifyAndDecrypt(reply as never, keys).value).toMatchObject({ RtnCode: REFUSALS[reason][0] });
    }
  });

  test('invalid keys are rejected when the sandbox is created', async () => {
    const merchants = { '2000132': { profile: 'issueOnly', keys: [{ hashKey: 'short', hashIv: '' }] } } as const;
    await expect(startParts({ merchants })).rejects.toMatchObject({ code: 'INVALID_MERCHANTS' });
    expect(() => new HashKeyPair('short', '')).toThrow();
  });
});
