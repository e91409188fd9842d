/**
 * Faults of ECPay and of the way to it, over skipped time: what the order does, and what the merchant reads. The table
 * in docs/explanation/reliability.md lists every fault with its test.
 */
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { formatOrder } from '../../cli/display/order-text.js';
import type { OrderRef, TicketApiOptions } from '../../ecticket/index.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import type { Attention } from '../../workflows/messages/order.js';
import { CertificateAuthority } from '../support/certificates.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';
import { ProviderFront, type Data } from '../support/provider-front.js';
import { TlsServer } from '../support/tls-server.js';

// Days of attempts, five minutes apart, are slow on a busy machine.
jest.setTimeout(300_000);

const ISSUE = '/api/Ticket/Issue';
const QUERY_RESULT = '/api/Ticket/QueryIssueResult';
const QUERY_ORDER = '/api/Ticket/QueryOrderInfo';

const authority = new CertificateAuthority('An authority that nobody trusts');
let front: ProviderFront;
let expired: TlsServer;
let untrusted: TlsServer;
beforeAll(async () => {
  front = await ProviderFront.start();
  expired = await TlsServer.start(authority.issue('ECPay', Date.now() - 30 * 86_400_000));
  untrusted = await TlsServer.start(authority.issue('ECPay'));
});
afterAll(() => Promise.all([front, expired, untrusted].map((server) => server.close())));

/** How the workers call ECPay, from their next start on. */
const NO_CHANGES = () => ({});
let apiChanges: (sandboxUrl: string) => Partial<TicketApiOptions> = NO_CHANGES;
const world = useOrderWorld({
  // A cached order would not move to the workers that a test starts.
  cacheOrders: false,
  changeApi: (options) => {
    front.target = options.baseUrl;
    return { ...options, baseUrl: front.url, ...apiChanges(options.baseUrl) };
  },
});
afterEach(async () => {
  front.changes = {};
  // A fault that a failed test leaves would keep the activity running, and no time would pass for the next test.
  await removeFaults();
  await callNormally();
});

const removeFaults = () => world().sandbox.app.inject({ method: 'DELETE', url: '/_sandbox/faults' });

async function callWith(changes: typeof apiChanges): Promise<void> {
  if (changes === apiChanges) return;
  apiChanges = changes;
  await world().restartWorkers();
}
const callNormally = () => callWith(NO_CHANGES);

/** The limit is a day by default: test/workflow/waits. */
const SOON = { reconciliationLimit: '3 hours' } as const;
const active = ({ status }: { status: string }) => status === 'active';
const needsAttention = ({ status }: { status: string }) => status === 'needsAttention';

async function paidOrder(tradeNo: string): Promise<OrderRef> {
  const { ref } = await world().client.placeOrder({ order: electronicOrder(tradeNo), payment: { paid: {} } });
  return ref;
}

/** Passes time until the order needs attention. Checks that the event and the command line say the same. */
async function attentionOf(ref: OrderRef, step: '10 minutes' | '1 hour' = '10 minutes'): Promise<Attention> {
  const order = await world().passTimeUntil(ref, needsAttention, { step });
  const { attention } = order;
  if (attention === undefined) throw new Error('an order that needs attention says why');
  const shown = stripVTControlCharacters(formatOrder(order, { name: 'the order', link: undefined }));
  expect(shown.replaceAll(/\s+/g, ' ')).toContain(attention.message?.replaceAll(/\s+/g, ' '));
  expect(await eventsOf(ref)).toContainEqual(
    expect.objectContaining({
      type: 'needsAttention',
      data: { attention: expect.objectContaining({ reason: attention.reason, message: attention.message }) },
    }),
  );
  return attention;
}

async function eventsOf(ref: OrderRef): Promise<MerchantEvent[]> {
  await world().allEventTypes(ref);
  return world().events.filter(({ order }) => order.merchantTradeNo === ref.merchantTradeNo);
}

/** The order becomes active by itself, and ECPay has issued it once. */
async function expectIssuedOnce(ref: OrderRef): Promise<void> {
  const { passTimeUntil, sandbox, allEventTypes } = world();
  expect(await passTimeUntil(ref, active, { step: '10 minutes' })).toMatchObject({ counts: { unused: 2 } });
  expect(sandbox.book.order(ref.merchantTradeNo ?? '')).toMatchObject({ issuances: 1 });
  expect((await allEventTypes(ref)).at(-1)).toBe('issued');
}

describe('the way to ECPay', () => {
  test.each([
    ['no DNS entry', 'NODNS1', () => 'http://nobody.invalid', /nobody\.invalid \((ENOTFOUND|EAI_AGAIN)\)/],
    ['no TLS', 'NOTLS1', (url: string) => url.replace('http:', 'https:'), /127\.0\.0\.1:\d+ \(EPROTO\)/],
    ['an expired certificate', 'EXPIRED1', () => expired.url, /127\.0\.0\.1:\d+ \(CERT_HAS_EXPIRED\)/],
    [
      'a certificate of another authority',
      'UNTRUSTED1',
      () => untrusted.url,
      /127\.0\.0\.1:\d+ \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
    ],
  ])(
    '%s: attention after an hour, and the order is issued when ECPay is reached',
    async (_what, tradeNo, url, host) => {
      await callWith((sandboxUrl) => ({ baseUrl: url(sandboxUrl) }));
      const ref = await paidOrder(tradeNo);
      const attention = await attentionOf(ref);
      expect(attention).toMatchObject({ reason: 'issueDelayed', code: 'CANNOT_CONNECT' });
      expect(attention.message).toMatch(new RegExp(`^Cannot connect to ${host.source}`));
      expect(attention.message).toContain(
        'Nothing was sent. Check the base URL, your DNS, your firewall and the certificate.',
      );
      expect(expired.requests + untrusted.requests).toBe(0);
      await callNormally();
      await expectIssuedOnce(ref);
    },
  );

  test('a clock eleven minutes ahead: the attention names the clock and the difference', async () => {
    const { sandbox } = world();
    await callWith(() => ({ now: () => sandbox.clock.now() + 11 * 60_000 }));
    const ref = await paidOrder('CLOCK1');
    const attention = await attentionOf(ref);
    expect(attention).toMatchObject({ reason: 'configuration', code: 'ENVELOPE_REFUSED' });
    expect(attention.message).toMatch(
      /This machine's clock is 6[56]\d s ahead of ECPay's\. .*: set the clock \(NTP\)\./,
    );
    expect(attention.explanation).toContain('the worker’s clock');
    expect(sandbox.book.order('CLOCK1')).toBeUndefined();
    await callNormally();
    await expectIssuedOnce(ref);
  });
});

describe('Issue', () => {
  test('hangs three times: the order is issued once', async () => {
    await callWith(() => ({ timeouts: { response: 300 } }));
    await world().control('faults', { on: ISSUE, kind: 'hang', tradeNo: 'HANG1', times: 3 });
    await expectIssuedOnce(await paidOrder('HANG1'));
  });

  test('hangs for two hours: attention after one, and the order is issued when ECPay answers', async () => {
    const { control, environment } = world();
    await callWith(() => ({ timeouts: { response: 300 } }));
    await control('faults', { on: ISSUE, kind: 'hang', tradeNo: 'HANG2', times: 1000 });
    const ref = await paidOrder('HANG2');
    const attention = await attentionOf(ref);
    expect(attention).toMatchObject({ reason: 'issueDelayed', code: 'TIMED_OUT' });
    expect(attention.message).toMatch(/no complete answer arrived \(ETIMEDOUT in phase "response"\)/);
    await environment.sleep('1 hour');
    await removeFaults();
    await expectIssuedOnce(ref);
  });

  test('and every query are answered with garbage: attention after an hour, and the order is issued once', async () => {
    front.changes = { '*': { body: '\u0000\u0001\ufffd}{' } };
    const ref = await paidOrder('GARBAGE1');
    const attention = await attentionOf(ref);
    expect(attention).toMatchObject({ reason: 'issueDelayed', code: 'NOT_AN_ECPAY_REPLY' });
    expect(attention.message).toContain('the answer is not JSON (an error page, or truncated)');
    front.changes = {};
    await expectIssuedOnce(ref);
  });

  test('is answered with an unknown RtnCode: the attention has the code and ECPay’s message', async () => {
    await world().control('faults', { on: ISSUE, kind: 'rtnCode', tradeNo: 'RTNCODE1' });
    const ref = await paidOrder('RTNCODE1');
    front.changes = { [ISSUE]: { data: (data) => ({ ...data, RtnCode: 98765432, RtnMsg: '從未見過的錯誤' }) } };
    const attention = await attentionOf(ref);
    expect(attention).toMatchObject({ reason: 'issueRefused', code: '98765432', message: '從未見過的錯誤' });
    expect(attention.options).toEqual(['resubmit', 'abandon', 'cancelOrder']);
    front.changes = {};
    await world().client.resubmit(ref, { by: 'Ann', why: 'ECPay has corrected its catalogue' });
    await expectIssuedOnce(ref);
  });
});

describe('a value that ECPay has never sent', () => {
  test('as Status of QueryIssueResult: late, attention after a day, and issued when ECPay answers as documented', async () => {
    front.changes = { [QUERY_RESULT]: { data: (data) => ({ ...data, Status: 7 }) } };
    const ref = await paidOrder('STATUS1');
    const attention = await attentionOf(ref, '1 hour');
    expect(attention).toMatchObject({ reason: 'issuanceOverdue', code: 'NOT_AN_ECPAY_REPLY' });
    expect(attention.message).toMatch(
      /QueryIssueResult: the answer’s Data is incomplete or unexpected \[Status: .*expected one of 1\|2\|3\]/,
    );
    expect((await eventsOf(ref)).map(({ type }) => type)).toEqual(['paymentConfirmed', 'late', 'needsAttention']);
    front.changes = {};
    await expectIssuedOnce(ref);
  });

  test('as UseStatus of a ticket: the order keeps its last record, and needs attention at the limit', async () => {
    const { control, end } = world();
    const { ref } = await issuedOrder(world(), 'USESTATUS1', 2, SOON);
    const strange = (ticket: object) => ({ ...ticket, UseStatus: '9' });
    front.changes = {
      [QUERY_ORDER]: { data: (data) => ({ ...data, TicketList: (data['TicketList'] as object[]).map(strange) }) },
    };
    await control('orders/USESTATUS1/redeem', { count: 2 });
    await world().callBack(ref);
    const attention = await attentionOf(ref, '1 hour');
    expect(attention).toMatchObject({ reason: 'recordUnreadable', code: 'NOT_AN_ECPAY_REPLY', options: [] });
    expect(attention.message).toMatch(/TicketList\.0\.UseStatus: .*expected one of 1\|2\|3\|4/);
    expect(await world().client.getOrder(ref)).toMatchObject({ counts: { unused: 2 } });
    front.changes = {};
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 } });
  });
});

describe('QueryOrderInfo contradicts an earlier answer', () => {
  test.each([
    [
      'lacks a ticket',
      'LACKS1',
      (data: Data) => ({ ...data, TotalCount: 1, TicketList: (data['TicketList'] as object[]).slice(1) }),
      'it lacks 1 of 2 known tickets',
    ],
    [
      'has another TicketTradeNo',
      'OTHER1',
      (data: Data) => ({ ...data, TicketTradeNo: '2099010100000000' }),
      'its TicketTradeNo is another one than before',
    ],
  ])('it %s: nothing changes, and the order needs attention at the limit', async (_what, tradeNo, data, problem) => {
    const { control, end, eventTypes } = world();
    const { ref } = await issuedOrder(world(), tradeNo, 2, SOON);
    front.changes = { [QUERY_ORDER]: { data } };
    await control(`orders/${tradeNo}/redeem`, { count: 2 });
    await world().callBack(ref);
    const attention = await attentionOf(ref, '1 hour');
    expect(attention).toMatchObject({ reason: 'recordUnreadable', code: 'STRANGE_RECORD', options: [] });
    expect(attention.message).toBe(`ECPay’s record is incomplete or of another order: ${problem}.`);
    expect(eventTypes(ref)).not.toContain('redeemed');
    front.changes = {};
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 2 } });
  });
});
