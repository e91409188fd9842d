import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { electronicOrder, issued, startParts, type Parts } from './support/parts.js';

const NEW_PAIR = { hashKey: 'NewHashKey123456', hashIv: 'NewHashIv1234567' };

describe('the controls', () => {
  let parts: Parts;
  let tradeNo: string;
  beforeAll(async () => {
    parts = await startParts();
    tradeNo = (await issued(parts, electronicOrder())).merchantTradeNo ?? '';
  });
  afterAll(() => parts.close());

  test('show all orders', async () => {
    const one = await parts.control('GET', `/orders/${tradeNo}`);
    expect(one).toMatchObject({
      status: 200,
      body: {
        ...{ tradeNo, status: 'issued', issueCalls: 1, issuances: 1, callbacks: [] },
        tickets: [{ ticketNo: expect.any(String), writeOffNo: expect.any(String), useStatus: 1 }, { useStatus: 1 }],
      },
    });
    await expect(parts.control('GET', '/orders')).resolves.toEqual({ status: 200, body: [one.body] });
  });

  test('advance the clock', async () => {
    const before = parts.sandbox.clock.now();
    const { status, body } = await parts.control('POST', '/clock', { advance: '1 day' });
    expect(status).toBe(200);
    const { now, taipei } = body as { now: string; taipei: string };
    expect(Date.parse(now)).toBeGreaterThanOrEqual(before + 86_400_000);
    expect(taipei).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/);
  });

  test.each<['GET' | 'POST' | 'DELETE', string, unknown, number, string]>([
    ['GET', '/orders/NOPE', undefined, 404, 'NO_SUCH_ORDER'],
    ['GET', '/orders/%2e%2e%2f', undefined, 404, 'NO_SUCH_ORDER'],
    ['GET', '/orders/%zz', undefined, 400, 'FST_ERR_BAD_URL'],
    ['GET', '/nothing', undefined, 404, 'NOT_FOUND'],
    ['DELETE', '/orders', undefined, 404, 'NOT_FOUND'],
    ['POST', '/orders/NOPE/redeem', {}, 404, 'NO_SUCH_ORDER'],
    ['POST', '/orders/ORDER/redeem', '{"count":', 400, 'INVALID_JSON'],
    ['POST', '/orders/ORDER/redeem', [], 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/redeem', 'null', 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/redeem', { count: 0 }, 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/redeem', { count: '1' }, 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/redeem', { count: 1e21 }, 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/redeem', { howMany: 1 }, 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/redeem', { count: 1, ticketNos: ['1'] }, 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/redeem', { count: 3 }, 400, 'NOT_ENOUGH_TICKETS'],
    ['POST', '/orders/ORDER/redeem', { ticketNos: ['1'] }, 400, 'NO_SUCH_TICKET'],
    ['POST', '/orders/ORDER/redeem', { cancel: true }, 400, 'NOT_ENOUGH_TICKETS'],
    ['POST', '/orders/ORDER/refund', { fee: -1 }, 400, 'INVALID_BODY'],
    ['POST', '/orders/ORDER/refund', { fee: 1e9 }, 400, 'REFUSED'],
    ['POST', '/orders', {}, 400, 'INVALID_BODY'],
    ['POST', '/orders', { MerchantID: '9999999' }, 400, 'UNKNOWN_MERCHANT'],
    ['POST', '/orders', { MerchantID: '3085676' }, 400, 'REFUSED'],
    ['POST', '/orders', '"3085676"', 400, 'INVALID_BODY'],
    ['POST', '/merchants/9999999/keys', { keys: [NEW_PAIR] }, 400, 'UNKNOWN_MERCHANT'],
    ['POST', '/merchants/3085676/keys', { keys: [] }, 400, 'INVALID_BODY'],
    ['POST', '/merchants/3085676/keys', { keys: [{ hashKey: 'short', hashIv: 'x' }] }, 400, 'INVALID_MERCHANTS'],
    ['POST', '/items', { itemNo: 'TOOLONG99' }, 400, 'INVALID_BODY'],
    ['POST', '/items', { itemNo: 'NEW' }, 400, 'INVALID_BODY'],
    ['POST', '/items', { itemNo: 'NEW', itemName: 'x', price: 1.5 }, 400, 'INVALID_BODY'],
    ['POST', '/items', { itemNo: 'NEW', itemName: 'x', price: 1, ticketType: '3' }, 400, 'INVALID_BODY'],
    ['POST', '/clock', {}, 400, 'INVALID_BODY'],
    ['POST', '/clock', { advance: 60 }, 400, 'INVALID_BODY'],
    ['POST', '/clock', { advance: 'yesterday' }, 400, 'INVALID_DURATION'],
    ['POST', '/clock', { advance: '-1 day' }, 400, 'INVALID_DURATION'],
    ['POST', '/clock', { advance: '9999999 weeks' }, 400, 'INVALID_DURATION'],
    ['POST', '/payments', { kind: 'cash' }, 400, 'INVALID_BODY'],
    ['POST', '/payments', { kind: 'aio', merchantTradeNo: 'A', amount: 1, notifyUrl: 'ftp://a' }, 400, 'INVALID_BODY'],
    ['POST', '/payments', { kind: 'aio', merchantTradeNo: 'A', amount: 1, bookedAfter: 'soon' }, 400, 'INVALID_BODY'],
    ['POST', '/payments', { kind: 'aio', merchantTradeNo: 'A', amount: 1, bookedAfter: 600 }, 400, 'INVALID_BODY'],
    ['POST', '/faults', { on: '*', kind: 'gremlins' }, 400, 'INVALID_BODY'],
    ['POST', '/faults', { on: '*', kind: 'http500', times: 0 }, 400, 'INVALID_BODY'],
    ['POST', '/faults', { on: '/api/Ticket/Nope', kind: 'http500' }, 400, 'INVALID_FAULT'],
    ['POST', '/items', `{"itemNo":"${'x'.repeat(1_100_000)}"}`, 413, 'FST_ERR_CTP_BODY_TOO_LARGE'],
  ])('explain what is wrong: %s %s %j', async (method, path, body, status, code) => {
    const answer = await parts.control(method, path.replace('ORDER', tradeNo), body);
    expect(answer).toEqual({ status, body: { error: { code, message: expect.stringMatching(/.{10}/) } } });
  });

  test('an order without tickets cannot be redeemed', async () => {
    const order = electronicOrder();
    await parts.api.issue(order);
    await expect(parts.control('POST', `/orders/${order.merchantTradeNo}/redeem`)).resolves.toMatchObject({
      status: 400,
      body: { error: { code: 'NO_TICKETS', message: expect.stringMatching(/processing/) } },
    });
  });

  test('answer any JSON without an internal error', async () => {
    const paths = [
      'orders',
      `orders/${tradeNo}/redeem`,
      `orders/${tradeNo}/refund`,
      'items',
      'faults',
      'clock',
      'payments',
    ];
    const keys = [
      'count',
      'ticketNos',
      'cancel',
      'fee',
      'MerchantID',
      'TicketInfo',
      'itemNo',
      'on',
      'kind',
      'advance',
      '__proto__',
    ];
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('3085676', '*', 'aio', 1, -1, true));
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...keys), value));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), body, async (path, given) => {
        const { statusCode } = await parts.sandbox.app.inject({
          ...{ method: 'POST', url: `/_sandbox/${path}`, payload: JSON.stringify(given) },
        });
        expect([200, 201, 400]).toContain(statusCode);
      }),
      { numRuns: 300 },
    );
  });
});
