import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MerchantRegistry, STAGE_MERCHANTS, TicketApi } from '../../../ecticket/index.js';
import { PATHS } from '../../../sandbox/endpoints/index.js';
import { electronicOrder, ISSUE_ONLY, issued, newTradeNo, refOf, startParts, type Parts } from './support/parts.js';

const MINUTE = 60_000;
const ISSUE = '/api/Ticket/Issue';

describe('faults of endpoints', () => {
  let parts: Parts;
  /** A client with a short timeout. */
  let hasty: TicketApi;
  beforeAll(async () => {
    parts = await startParts();
    const merchants = new MerchantRegistry(STAGE_MERCHANTS);
    hasty = new TicketApi({ merchants, baseUrl: parts.url, timeouts: { response: 150 } });
  });
  afterAll(async () => {
    hasty.close();
    await parts.close();
  });

  const fault = (body: object) => parts.control('POST', '/faults', body);
  /** Waits until the sandbox has read the request: on a busy machine the client may time out before. */
  async function called(tradeNo: string): Promise<void> {
    while (!parts.sandbox.book.order(tradeNo)) await new Promise((next) => setImmediate(next));
  }

  test.each([
    ['http403', { code: 'THROTTLED' }, 0],
    ['http500', { code: 'SERVER_ERROR', statusCode: 500 }, 0],
    ['html', { code: 'NOT_AN_ECPAY_REPLY' }, 0],
    ['hang', { code: 'TIMED_OUT', systemCode: 'ETIMEDOUT' }, 0],
    ['reset', { code: 'TIMED_OUT', systemCode: 'ECONNRESET' }, 0],
    ['transCode', { code: 'ENVELOPE_REFUSED', transCode: 10199999 }, 0],
    ['rtnCode', { code: 'BUSINESS_REFUSAL', rtnCode: 10299999 }, 0],
    ['resetAfter', { code: 'TIMED_OUT', systemCode: 'ECONNRESET' }, 1],
    ['truncated', { code: 'NOT_AN_ECPAY_REPLY', reason: 'truncated' }, 1],
    ['badMac', { code: 'DATA_REJECTED', reason: 'checksumDiffers' }, 1],
    ['badData', { code: 'DATA_REJECTED' }, 1],
    ['slow', { code: 'TIMED_OUT', systemCode: 'ETIMEDOUT' }, 1],
  ])(
    '%s: the client throws the matching error, and ECPay’s order record shows whether ECPay has acted',
    async (kind, error, issuances) => {
      const order = electronicOrder();
      await fault({ on: ISSUE, kind, tradeNo: order.merchantTradeNo });
      const client = kind === 'hang' || kind === 'slow' ? hasty : parts.api;
      await expect(client.issue(order)).rejects.toMatchObject(error);
      await called(order.merchantTradeNo);
      expect(parts.order(order.merchantTradeNo)).toMatchObject({ issueCalls: 1, issuances });

      // The fault happens once.
      if (issuances === 0) await parts.api.issue(order);
      await expect(parts.api.queryIssueResult(refOf(order))).resolves.toMatchObject({ status: 'processing' });
      expect(parts.order(order.merchantTradeNo)).toMatchObject({ issuances: 1 });
    },
  );

  test('slow: a client with a long timeout gets its answer', async () => {
    const order = electronicOrder();
    await fault({ on: ISSUE, kind: 'slow', ms: 20 });
    await expect(parts.api.issue(order)).resolves.toHaveProperty('ticketTradeNo');
  });

  test('hang with a duration: the connection is closed afterwards', async () => {
    await fault({ on: '*', kind: 'hang', ms: 20 });
    await expect(parts.api.escrowDays({ merchantId: ISSUE_ONLY })).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  test('happen the requested number of times, only at the requested path, merchant and order', async () => {
    const order = electronicOrder();
    const ref = await issued(parts, order);
    const { tickets } = await parts.api.queryOrder(ref);
    await fault({ on: '/api/Ticket/QueryOrderInfo', kind: 'http500', times: 2, tradeNo: order.merchantTradeNo });
    await fault({ on: '*', kind: 'rtnCode', merchantId: '3362787' });

    await expect(parts.api.queryOrder(await issued(parts, electronicOrder()))).resolves.toHaveProperty('tickets');
    for (let i = 0; i < 2; i += 1)
      await expect(parts.api.queryOrder(ref)).rejects.toMatchObject({ code: 'SERVER_ERROR' });
    await expect(parts.api.queryOrder(ref)).resolves.toHaveProperty('tickets');
    await expect(parts.api.escrowDays({ merchantId: ISSUE_ONLY })).resolves.toHaveProperty('EscrowDay');
    await expect(parts.api.escrowDays({ merchantId: '3362787' })).rejects.toMatchObject({ code: 'BUSINESS_REFUSAL' });

    // A ticket's number identifies its order too.
    await fault({ on: '/api/Ticket/WriteOff', kind: 'http403', tradeNo: order.merchantTradeNo });
    const redemption = { merchantId: ISSUE_ONLY, writeOffNo: tickets[0]?.writeOffNo ?? '', action: 'redeem' } as const;
    await expect(parts.api.writeOff(redemption)).rejects.toMatchObject({ code: 'THROTTLED' });
    await parts.api.writeOff(redemption);
  });

  test('can be removed', async () => {
    await fault({ on: '*', kind: 'http500', times: 100 });
    await expect(parts.control('DELETE', '/faults')).resolves.toEqual({ status: 200, body: { removed: 1 } });
    await expect(parts.api.escrowDays({ merchantId: ISSUE_ONLY })).resolves.toHaveProperty('EscrowDay');
  });

  test('are listed until they have happened', async () => {
    await fault({ on: '/api/Ticket/EscrowDay', kind: 'http500', times: 2 });
    await expect(parts.api.escrowDays({ merchantId: ISSUE_ONLY })).rejects.toMatchObject({ code: 'SERVER_ERROR' });
    const pending = { on: '/api/Ticket/EscrowDay', kind: 'http500', times: 2, remaining: 1 };
    await expect(parts.control('GET', '/faults')).resolves.toEqual({ status: 200, body: [pending] });
    await expect(parts.api.escrowDays({ merchantId: ISSUE_ONLY })).rejects.toMatchObject({ code: 'SERVER_ERROR' });
    await expect(parts.control('GET', '/faults')).resolves.toEqual({ status: 200, body: [] });
  });

  test('of one kind can be removed', async () => {
    for (const kind of ['http403', 'http500', 'http403']) await fault({ on: '*', kind });
    await expect(parts.control('DELETE', '/faults?kind=http403')).resolves.toMatchObject({ body: { removed: 2 } });
    await expect(parts.api.escrowDays({ merchantId: ISSUE_ONLY })).rejects.toMatchObject({ code: 'SERVER_ERROR' });
    await expect(parts.control('DELETE', '/faults?kind=http404')).resolves.toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_QUERY', message: expect.stringContaining('kind: ') } },
    });
    await expect(parts.control('DELETE', '/faults?kinds=http403')).resolves.toMatchObject({ status: 400 });
  });

  test('are possible on every served path, and on no other', async () => {
    for (const on of PATHS) await expect(fault({ on, kind: 'http500' })).resolves.toMatchObject({ status: 201 });
    await parts.control('DELETE', '/faults');
    for (const [on, kind] of [
      ['/api/Ticket/Isue', 'http500'],
      ['issuance', 'http500'],
      ['callbacks', 'never'],
      [ISSUE, 'drop'],
    ]) {
      await expect(fault({ on, kind })).resolves.toMatchObject({
        status: 400,
        body: { error: { code: 'INVALID_FAULT' } },
      });
    }
  });
});

describe('faults of issuing', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await startParts();
  });
  afterAll(() => parts.close());

  const fault = (kind: string, tradeNo: string, ms?: number) =>
    parts.control('POST', '/faults', { on: 'issuance', kind, tradeNo, ms });

  test('fails: the result reports it, and the same number can be issued again', async () => {
    const order = electronicOrder();
    await fault('fails', order.merchantTradeNo);
    const ref = await issued(parts, order);
    await expect(parts.api.queryIssueResult(ref)).resolves.toMatchObject({
      status: 'failed',
      remark: expect.stringMatching(/發行失敗/),
    });
    await expect(parts.api.queryOrder(ref)).resolves.toMatchObject({ tickets: [] });
    await issued(parts, order);
    await expect(parts.api.queryIssueResult(ref)).resolves.toEqual({ status: 'issued' });
    expect(parts.order(order.merchantTradeNo)).toMatchObject({ issueCalls: 2, issuances: 1 });
  });

  test('never: the result never comes', async () => {
    const order = electronicOrder();
    await fault('never', order.merchantTradeNo);
    const ref = await issued(parts, order);
    await parts.sandbox.clock.advance(7 * 24 * 60 * MINUTE);
    await expect(parts.api.queryIssueResult(ref)).resolves.toEqual({ status: 'processing' });
  });

  test('late: the result comes after the requested delay', async () => {
    const order = electronicOrder();
    await fault('late', order.merchantTradeNo, 10 * MINUTE);
    const ref = await issued(parts, order);
    await parts.sandbox.clock.advance(4 * MINUTE);
    await expect(parts.api.queryIssueResult(ref)).resolves.toEqual({ status: 'processing' });
    await parts.sandbox.clock.advance(6 * MINUTE);
    await expect(parts.api.queryIssueResult(ref)).resolves.toEqual({ status: 'issued' });
  });

  test('fails: paper, which is issued immediately, fails immediately', async () => {
    const merchantTradeNo = newTradeNo();
    await fault('fails', merchantTradeNo);
    const paper = {
      merchantId: ISSUE_ONLY,
      merchantTradeNo,
      issueType: 'paper',
      printedBy: 'ecpay',
      operator: 'Ann',
    } as const;
    await parts.api.issue({ ...paper, items: [{ itemNo: 'BR103218', quantity: 1 }] });
    await expect(parts.api.queryIssueResult(refOf({ ...paper, items: [] }))).resolves.toMatchObject({
      status: 'failed',
    });
  });
});
