/** Ticket actions of the merchant: redeem, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import type { OrderRef } from '../../ecticket/order.js';
import { issuedOrder, useOrderWorld } from '../support/order-world.js';
import { dayInTaipei, electronicOrder, giftOrder } from '../support/orders.js';

const world = useOrderWorld();
const DAY = 24 * 3_600_000;

const useStatuses = (tradeNo: string) =>
  world()
    .sandbox.book.order(tradeNo)
    ?.tickets.map(({ useStatus }) => useStatus);
const refusal = (reason: string, more: object = {}) =>
  expect.objectContaining({ code: 'TICKET_ACTION_REFUSED', reason, ...more });

describe('redeem', () => {
  test('selects tickets by scanned number, by ticket number, and by count of an item', async () => {
    const { client, eventTypes, end } = world();
    const { ref, ticketNos, writeOffNos } = await issuedOrder(world(), 'RED1', 4);
    const scanned = await client.redeem(ref, {
      tickets: { writeOffNo: writeOffNos[2] ?? '' },
      storeId: 'TPE01',
      operator: 'Amy',
    });
    expect(scanned.tickets).toEqual([
      { ticketNo: ticketNos[2], result: 'done', state: 'redeemed', voucher: 'pickup', movesMoney: true },
    ]);
    expect(useStatuses('RED1')).toEqual([1, 1, 2, 1]);
    expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1 }, amounts: { redeemed: 680 } });
    await client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
    const rest = await client.redeem(ref, { tickets: { count: 2, itemNo: 'VQT04959' } });
    expect(rest.tickets.map(({ ticketNo }) => ticketNo)).toEqual([ticketNos[1], ticketNos[3]]);
    expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 4 } });
    expect(eventTypes(ref)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'redeemed', 'redeemed', 'settled']);
  });

  test('lets one of two concurrent requests succeed, and the refusal says when and where', async () => {
    const { client } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'RED2');
    const tickets = { ticketNo: ticketNos[0] ?? '' };
    const answers = await Promise.allSettled([
      client.redeem(ref, { tickets, storeId: 'TPE01', operator: 'Amy' }),
      client.redeem(ref, { tickets, storeId: 'KHH02', operator: 'Bob' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = answers[0].status === 'fulfilled' ? 'TPE01' : 'KHH02';
    const used = expect.objectContaining({
      storeId: winner,
      at: expect.any(String) as unknown,
      on: expect.any(String) as unknown,
    }) as unknown;
    expect(answers.find((answer) => answer.status === 'rejected')?.reason).toEqual(
      refusal('ALREADY_REDEEMED', { used }),
    );
  });

  test('refuses a ticket that was redeemed elsewhere, with ECPay’s date', async () => {
    const { client, control } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'RED3');
    await control('orders/RED3/redeem', { ticketNos: [ticketNos[0]] });
    const { tickets } = await client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
    expect(tickets).toEqual([
      {
        ticketNo: ticketNos[0],
        result: 'refused',
        refusal: expect.objectContaining({
          code: 'ALREADY_REDEEMED',
          used: { on: expect.stringMatching(/^\d{8}$/) as unknown },
        }) as unknown,
      },
    ]);
  });

  test('under the same update id acts once and returns the same outcome', async () => {
    const { client } = world();
    const { ref } = await issuedOrder(world(), 'RED4');
    const once = await client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'pos-7-receipt-42' });
    const again = await client.redeem(ref, { tickets: { count: 1 } }, { updateId: 'pos-7-receipt-42' });
    expect(again).toEqual(once);
    expect(useStatuses('RED4')).toEqual([2, 1]);
  });

  test.each([
    ['reset', 'drops the connection before it acts'],
    ['http500', 'fails'],
  ])('%s: ECPay %s, and the ticket is redeemed once', async (kind) => {
    const { client, control } = world();
    const tradeNo = `RED5${kind}`;
    const { ref } = await issuedOrder(world(), tradeNo);
    await control('faults', { on: '/api/Ticket/WriteOff', kind, tradeNo });
    const { tickets } = await client.redeem(ref, { tickets: { count: 1 } });
    expect(tickets).toMatchObject([{ result: 'done' }]);
    expect(useStatuses(tradeNo)).toEqual([2, 1]);
  });

  test.each([
    ['resetAfter', 'acts, and its reply is lost'],
    ['badMac', 'acts, and its reply has a wrong checksum'],
  ])('%s: ECPay %s, and the outcome is unknown with the state in ECPay’s record', async (kind) => {
    const { client, control } = world();
    const tradeNo = `RED5${kind}`;
    const { ref } = await issuedOrder(world(), tradeNo);
    await control('faults', { on: '/api/Ticket/WriteOff', kind, tradeNo });
    const { tickets } = await client.redeem(ref, { tickets: { count: 1 } });
    expect(tickets).toMatchObject([{ result: 'unknown', state: 'redeemed' }]);
    expect(useStatuses(tradeNo)).toEqual([2, 1]);
  });

  test('refuses a ticket that ECPay’s record shows as redeemed, without sending a request', async () => {
    const { client, control } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'RED6');
    await control('orders/RED6/redeem', { ticketNos: [ticketNos[0]] });
    const { tickets } = await client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
    expect(tickets).toMatchObject([{ result: 'refused', refusal: { code: 'ALREADY_REDEEMED' } }]);
    expect(useStatuses('RED6')).toEqual([2, 1]);
  });

  test('does not claim a ticket that was redeemed elsewhere, even if the order’s first call was lost', async () => {
    const { client, control } = world();
    const { ref, ticketNos } = await issuedOrder(world(), 'RED8', 3);
    await control('orders/RED8/redeem', { ticketNos: [ticketNos[2]] });
    await control('faults', { on: '/api/Ticket/WriteOff', kind: 'reset', tradeNo: 'RED8' });
    const { tickets } = await client.redeem(ref, { tickets: { count: 3 }, storeId: 'TPE01', operator: 'Amy' });
    expect(tickets).toMatchObject([
      { result: 'done' },
      { result: 'done' },
      { result: 'refused', refusal: { code: 'ALREADY_REDEEMED' } },
    ]);
    const { refusal: none } = tickets[2] as unknown as { refusal: { used: object } };
    expect(none.used).not.toHaveProperty('storeId');
  });

  test('has the outcome unknown when ECPay does not answer, and reconciliation finds the state later', async () => {
    const { client, control, environment, passTimeUntil } = world();
    const { ref } = await issuedOrder(world(), 'RED7');
    await control('faults', { on: '/api/Ticket/WriteOff', kind: 'resetAfter', tradeNo: 'RED7' });
    const on = '/api/Ticket/QueryOrderInfo';
    await control('faults', { on, kind: 'slow', ms: 0, tradeNo: 'RED7' });
    await control('faults', { on, kind: 'http500', times: 12, tradeNo: 'RED7' });
    const answer = client.redeem(ref, { tickets: { count: 1 } });
    await environment.sleep('2 minutes');
    expect((await answer).tickets).toMatchObject([{ result: 'unknown' }]);
    await passTimeUntil(ref, ({ counts }) => counts.redeemed === 1, { step: '10 minutes' });
  });
});

describe('a request that is refused at once adds nothing to the history', () => {
  const requests: [string, (no: string) => object, string][] = [
    ['an unknown ticket', () => ({ tickets: { ticketNo: 'NOSUCH' } }), 'UNKNOWN_TICKET'],
    ['more tickets than there are', () => ({ tickets: { count: 3 } }), 'NOT_ENOUGH_TICKETS'],
    [
      'an item that the order does not have',
      () => ({ tickets: { count: 1, itemNo: 'BR103218' } }),
      'NOT_ENOUGH_TICKETS',
    ],
    ['a ticket redeemed before', (no) => ({ tickets: { ticketNo: no } }), 'ALREADY_REDEEMED'],
    ['no ticket at all', () => ({ tickets: { count: 0 } }), 'INVALID_REQUEST'],
    ['a negative count', () => ({ tickets: { count: -1 } }), 'INVALID_REQUEST'],
    ['nonsense', () => ({ tickets: 'all' }), 'INVALID_REQUEST'],
    ['nothing', () => ({}), 'INVALID_REQUEST'],
    [
      'an operator of eleven letters',
      (no) => ({ tickets: { ticketNo: no }, operator: 'AngelaChan1' }),
      'INVALID_REQUEST',
    ],
    ['an operator in Han characters', (no) => ({ tickets: { ticketNo: no }, operator: '王小明' }), 'INVALID_REQUEST'],
    ['a store with a hyphen', (no) => ({ tickets: { ticketNo: no }, storeId: 'TPE-01' }), 'INVALID_REQUEST'],
    ['a store of one letter', (no) => ({ tickets: { ticketNo: no }, storeId: 'A' }), 'INVALID_REQUEST'],
  ];

  test.each(requests)('%s', async (_what, requestFor, reason) => {
    const { client, environment } = world();
    const ref: OrderRef = { merchantId: '3085676', merchantTradeNo: 'NOTRACE1' };
    const existing = await client.getOrder(ref).catch(() => undefined);
    const no = existing?.tickets[0]?.ticketNo ?? (await issuedOrder(world(), 'NOTRACE1')).ticketNos[0] ?? '';
    if (existing === undefined) await client.redeem(ref, { tickets: { ticketNo: no } });
    const handle = environment.client.workflow.getHandle('ecticket/3085676/NOTRACE1');
    const updates = async () =>
      ((await handle.fetchHistory()).events ?? []).filter((e) => e.workflowExecutionUpdateAcceptedEventAttributes)
        .length;
    const before = await updates();
    await expect(client.redeem(ref, requestFor(no) as never)).rejects.toEqual(refusal(reason));
    expect(await updates()).toBe(before);
  });

  test('an order that is not active', async () => {
    const { client } = world();
    const { ref } = await client.placeOrder({ order: electronicOrder('NOTPAID1') });
    await expect(client.redeem(ref, { tickets: { count: 1 } })).rejects.toEqual(refusal('ORDER_NOT_ACTIVE'));
  });

  test('a gift voucher past its date', async () => {
    const { client, passTimeUntil, now, environment } = world();
    const { ref } = await client.placeOrder({ order: giftOrder('GIFTLATE1', dayInTaipei(await now(), 1)) });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    // After the end of tomorrow, at any time of day.
    await environment.sleep('49 hours');
    await expect(client.redeem(ref, { tickets: { count: 1 } })).rejects.toEqual(refusal('EXPIRED'));
  });

  test('a ticket before its first day', async () => {
    const { client, passTimeUntil, now } = world();
    const startDate = dayInTaipei((await now()) + 30 * DAY, 0);
    const order = electronicOrder('EARLY1', {
      availability: 'fromStartDate',
      items: [{ itemNo: 'VQT04959', quantity: 1, startDate }],
    });
    const { ref } = await client.placeOrder({ order, payment: { paid: {} } });
    await passTimeUntil(ref, ({ status }) => status === 'active');
    await expect(client.redeem(ref, { tickets: { count: 1 } })).rejects.toEqual(refusal('NOT_YET_VALID'));
  });
});
