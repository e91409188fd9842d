/** Ticket actions on a real server: each ticket changes once, however many requests arrive. */
import { describe, expect, test } from '@jest/globals';
import { useDevWorld } from '../../support/dev-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';

const world = useDevWorld();
const refusal = (reason: string, more: object = {}) =>
  expect.objectContaining({ code: 'TICKET_ACTION_REFUSED', reason, ...more });
const useStatuses = (tradeNo: string) =>
  world()
    .orderAtECPay(tradeNo)
    .tickets.map(({ useStatus }) => useStatus);

test('redeem selects by scanned number, by ticket number and by count, and the order settles', async () => {
  const { client, issued, end, allEventTypes } = world();
  const { ref, tickets, ticketNos } = await issued(paperOrder('Redeem1', 4));
  await client.redeem(ref, {
    tickets: { writeOffNo: tickets[2]?.writeOffNo ?? '' },
    storeId: 'TPE01',
    operator: 'Amy',
  });
  expect(useStatuses('Redeem1')).toEqual([1, 1, 2, 1]);
  await client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
  expect(useStatuses('Redeem1')).toEqual([2, 1, 2, 1]);
  const rest = await client.redeem(ref, { tickets: { count: 2, itemNo: 'VNS21400' } });
  expect(rest.tickets.map(({ ticketNo, result }) => [ticketNo, result])).toEqual([
    [ticketNos[1], 'done'],
    [ticketNos[3], 'done'],
  ]);
  expect(await end(ref)).toMatchObject({ status: 'settled', counts: { redeemed: 4 } });
  expect(await allEventTypes(ref)).toEqual([
    'paymentConfirmed',
    'issued',
    'redeemed',
    'redeemed',
    'redeemed',
    'settled',
  ]);
});

test('cancelRedemption makes the ticket usable again and emits redemptionCancelled', async () => {
  const { client, issued, allEventTypes } = world();
  const { ref, ticketNos } = await issued(paperOrder('Back1'));
  const tickets = { ticketNo: ticketNos[0] ?? '' };
  await client.redeem(ref, { tickets });
  const cancelled = await client.cancelRedemption(ref, { tickets, reason: 'scanned by mistake' });
  expect(cancelled.tickets).toMatchObject([{ result: 'done', state: 'unused' }]);
  expect(useStatuses('Back1')).toEqual([1, 1]);
  await client.redeem(ref, { tickets });
  expect(useStatuses('Back1')).toEqual([2, 1]);
  expect(await allEventTypes(ref)).toEqual([
    'paymentConfirmed',
    'issued',
    'redeemed',
    'redemptionCancelled',
    'redeemed',
  ]);
});

describe('the same update id acts once and returns the same outcome', () => {
  const receipt = { updateId: 'pos-7-receipt-42' };
  const one = { tickets: { count: 1 } };

  test('in sequence and five times at once', async () => {
    const { client, issued, attempts } = world();
    const { ref } = await issued(paperOrder('Same1', 3));
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => client.redeem(ref, one, receipt)));
    expect(others).toEqual([first, first, first, first]);
    expect(await client.redeem(ref, one, receipt)).toEqual(first);
    expect(attempts(ref, 'updateTickets')).toBe(1);
    expect(useStatuses('Same1')).toEqual([2, 1, 1]);
  });

  test('after the order has ended, without adopting it', async () => {
    const { client, issued, attempts, end, historyOf } = world();
    const { ref } = await issued(paperOrder('Same2', 1));
    const last = await client.redeem(ref, one, receipt);
    await end(ref);
    const before = await historyOf(ref);
    expect(await client.redeem(ref, one, receipt)).toEqual(last);
    expect(await historyOf(ref)).toEqual({ ...before, runs: false });
    expect(attempts(ref, 'updateTickets')).toBe(1);
  });
});

test.each(['redeem', 'refund'] as const)(
  '%s whose reply is lost changes the ticket once, and its outcome is unknown',
  async (action) => {
    const { client, control, issued, attempts, allEventTypes } = world();
    const tradeNo = `Lost${action}`;
    const { ref } = await issued(paperOrder(tradeNo));
    const on = action === 'redeem' ? '/api/Ticket/WriteOff' : '/api/Ticket/Refund';
    await control('faults', { on, kind: 'resetAfter', tradeNo });
    const { tickets } = await client[action](ref, { tickets: { count: 1 } });
    // ECPay would have refused a second request.
    expect(tickets).toMatchObject([{ result: 'unknown', state: action === 'redeem' ? 'redeemed' : 'refunded' }]);
    expect(attempts(ref, 'updateTickets')).toBe(2);
    expect(useStatuses(tradeNo)).toEqual([action === 'redeem' ? 2 : 3, 1]);
    expect(await allEventTypes(ref)).toEqual([
      'paymentConfirmed',
      'issued',
      action === 'redeem' ? 'redeemed' : 'refunded',
    ]);
  },
);

test('one of two concurrent requests for a voucher succeeds, and the refusal says when and where', async () => {
  const { client, issued } = world();
  const { ref, ticketNos } = await issued(paperOrder('Clerks1'));
  const tickets = { ticketNo: ticketNos[0] ?? '' };
  const answers = await Promise.allSettled([
    client.redeem(ref, { tickets, storeId: 'TPE01', operator: 'Amy' }),
    client.redeem(ref, { tickets, storeId: 'KHH02', operator: 'Bob' }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [storeId, operator] = answers[0].status === 'fulfilled' ? ['TPE01', 'Amy'] : ['KHH02', 'Bob'];
  const used = { storeId, operator, at: expect.stringMatching(/^\d{4}-.*Z$/), on: expect.stringMatching(/^\d{8}$/) };
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: refusal('ALREADY_REDEEMED', { used }),
  });
  expect(useStatuses('Clerks1')).toEqual([2, 1]);
});

test('an impossible request is refused at once and adds nothing to the history', async () => {
  const { client, issued, until, historyOf, attempts } = world();
  const { ref, ticketNos } = await issued(paperOrder('NoTrace1'));
  await client.redeem(ref, { tickets: { ticketNo: ticketNos[0] ?? '' } });
  const unpaid = (await client.placeOrder({ order: electronicOrder('NoTrace2') })).ref;
  await until(ref, ({ events }) => events.undelivered === 0);
  await until(unpaid, ({ status }) => status === 'awaitingPayment');
  const before = [await historyOf(ref), await historyOf(unpaid)];

  const tickets = { ticketNo: ticketNos[0] ?? '' };
  const refused: [() => Promise<unknown>, string][] = [
    [() => client.redeem(ref, { tickets: { ticketNo: 'NOSUCH' } }), 'UNKNOWN_TICKET'],
    [() => client.redeem(ref, { tickets: { count: 2 } }), 'NOT_ENOUGH_TICKETS'],
    [() => client.redeem(ref, { tickets }), 'ALREADY_REDEEMED'],
    [() => client.refund(ref, { tickets }), 'ALREADY_REDEEMED'],
    [() => client.cancelRefund(ref, { tickets }), 'NOT_REFUNDED'],
    [() => client.cancelRedemption(ref, { tickets: { ticketNo: ticketNos[1] ?? '' } }), 'NOT_REDEEMED'],
    [() => client.refund(ref, { tickets: { count: 1 }, fee: 1201 }), 'INVALID_FEE'],
    [() => client.redeem(ref, { tickets: 'all' } as never), 'INVALID_REQUEST'],
    [() => client.redeem(unpaid, { tickets: { count: 1 } }), 'ORDER_NOT_ACTIVE'],
  ];
  for (const [send, reason] of refused) await expect(send()).rejects.toEqual(refusal(reason));

  expect([await historyOf(ref), await historyOf(unpaid)]).toEqual(before);
  expect(attempts(ref, 'updateTickets')).toBe(1);
});
