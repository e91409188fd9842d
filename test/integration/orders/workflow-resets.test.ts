/** Resets, terminations and cancel requests in Temporal: the order agrees with ECPay's record afterwards. */
import { describe, expect, test } from '@jest/globals';
import type { OrderRef, TicketOrder } from '../../../ecticket/order.js';
import { callbackReceived } from '../../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { PROMPT, useDevWorld } from '../../support/dev-world.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { completedTasks, resetWorkflow } from '../../support/reset-workflow.js';

/** The sandbox accepts a second Issue, so that a duplicate is visible. */
const world = useDevWorld({ sandbox: { duplicates: 'allow' } });
const callback = { kind: 'useStatus', receivedAt: '', data: {} } as const;

const handleOf = (ref: OrderRef) => world().environment.client.workflow.getHandle(workflowIdOf(ref));

const tasksOf = (ref: OrderRef) => completedTasks(world().environment, workflowIdOf(ref));

/** Resets the last run, or another one, to the workflow task that completed with this event. */
const resetTo = (ref: OrderRef, task: Awaited<ReturnType<typeof tasksOf>>[number] | undefined, run?: string) =>
  resetWorkflow(world().environment, workflowIdOf(ref), task, run);

/** Resets to the workflow task before that of the first update. The new run must accept the run's updates again. */
async function resetBeforeUpdates(ref: OrderRef): Promise<void> {
  const { events } = await handleOf(ref).fetchHistory();
  const accepted = events?.find((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
  if (accepted === undefined) throw new Error('The run has accepted no update.');
  const tasks = await tasksOf(ref);
  await resetTo(
    ref,
    tasks.findLast(({ eventId }) => Number(eventId) < Number(accepted.eventId) - 1),
  );
}

async function resetToBeginning(ref: OrderRef): Promise<void> {
  await resetTo(ref, (await tasksOf(ref))[0]);
}

async function reconciled(ref: OrderRef): Promise<void> {
  const { at } = (await world().client.getOrder(ref)).reconciled;
  await handleOf(ref).signal(callbackReceived, callback);
  await world().until(ref, ({ events, reconciled }) => events.undelivered === 0 && reconciled.at !== at);
}

test('a reset reapplies a redemption and a refund to the same tickets and to no other ticket', async () => {
  const { client, orderAtECPay, issued, until } = world();
  const { ref } = await issued(electronicOrder('Reset1', { items: [{ itemNo: 'VQT04959', quantity: 4 }] }));
  await client.redeem(ref, { tickets: { count: 1 } });
  await client.refund(ref, { tickets: { count: 1 } });
  await until(ref, ({ events }) => events.undelivered === 0);
  const before = orderAtECPay('Reset1').tickets.map(({ useStatus }) => useStatus);
  expect(before).toEqual([2, 3, 1, 1]);
  await resetBeforeUpdates(ref);
  await until(ref, ({ counts }) => counts.redeemed === 1 && counts.refunded === 1);
  await reconciled(ref);
  expect(orderAtECPay('Reset1').tickets.map(({ useStatus }) => useStatus)).toEqual(before);
  expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1, refunded: 1, unused: 2 } });
});

test('an event id has one content, also after a reset', async () => {
  const { client, events, issued, until } = world();
  const { ref } = await issued(paperOrder('Reset2', 3));
  await client.redeem(ref, { tickets: { count: 1 } });
  await client.redeem(ref, { tickets: { count: 1 } });
  await until(ref, ({ events: { undelivered } }) => undelivered === 0);
  await resetBeforeUpdates(ref);
  await until(ref, ({ counts, events: { undelivered } }) => counts.redeemed === 2 && undelivered === 0);
  const delivered = events.filter(({ order }) => order.merchantTradeNo === 'Reset2');
  const contents = new Map(delivered.map(({ id, type, data }) => [id, { type, data }]));
  for (const { id, type, data } of delivered) expect({ type, data }).toEqual(contents.get(id));
});

test('a terminated order is adopted by the next callback and agrees with ECPay', async () => {
  const { client, control, orderAtECPay, issued, runCallbacks, until } = world();
  const { ref } = await issued(electronicOrder('Ended1'));
  await client.redeem(ref, { tickets: { count: 1 } });
  await handleOf(ref).terminate('an operator');
  await control('orders/Ended1/refund', { count: 1 });
  // ECPay documents no refusal for an order that it does not have: one alone must not end the adoption.
  await control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'rtnCode', times: 1, tradeNo: 'Ended1' });
  await runCallbacks();
  await until(ref, ({ counts }) => counts.redeemed === 1 && counts.refunded === 1);
  expect(orderAtECPay('Ended1').totals).toMatchObject({ RedeemCount: 1, RefundCount: 1 });
});

test('a cancel request does not end an order that ECPay has issued', async () => {
  const { client, orderAtECPay, issued, until } = world();
  const { ref } = await issued(electronicOrder('Cancelled1'));
  await handleOf(ref).cancel();
  await client.redeem(ref, { tickets: { count: 1 } });
  await until(ref, ({ status, counts }) => status === 'active' && counts.redeemed === 1);
  expect(orderAtECPay('Cancelled1').totals).toMatchObject({ RedeemCount: 1 });
});

test('an order that is reset to its start queries ECPay before Issue and is issued once', async () => {
  const { orderAtECPay, issued, until } = world();
  const { ref, ticketNos } = await issued(electronicOrder('Beginning1'));
  await resetToBeginning(ref);
  await until(ref, ({ status, events: { undelivered } }) => status === 'active' && undelivered === 0);
  expect(orderAtECPay('Beginning1')).toMatchObject({ issueCalls: 1, issuances: 1 });
  expect(orderAtECPay('Beginning1').tickets.map(({ ticketNo }) => ticketNo)).toEqual(ticketNos);
});

test('an order that is reset to before its correction says so, and is adopted with its tickets', async () => {
  const { client, control, orderAtECPay, until } = world();
  const order = { ...paperOrder('Undone1', 1), items: [{ itemNo: 'VQT04959', quantity: 1 }] } as TicketOrder;
  const mistyped = { ...order, items: [{ itemNo: 'VQT04995', quantity: 1 }] } as TicketOrder;
  const { ref } = await client.placeOrder({ order: mistyped, payment: { paid: {} }, timing: PROMPT });
  await until(ref, ({ attention }) => attention?.reason === 'issueRefused');
  await client.resubmit(ref, { by: 'Ann', why: 'a typing error', order, amount: 680 });
  await until(ref, ({ status }) => status === 'active');
  await control('orders/Undone1/redeem', { count: 1 });
  await resetToBeginning(ref);
  const { attention } = await client.waitForStatus(ref, 'needsAttention', { timeoutMs: 120_000 });
  expect(attention).toMatchObject({
    reason: 'numberTaken',
    explanation: expect.stringContaining('reset to a point before the order was corrected'),
  });
  await handleOf(ref).terminate('an operator');
  await client.adoptOrder(ref);
  await until(ref, ({ status, counts }) => status === 'settled' && counts.redeemed === 1);
  expect(orderAtECPay('Undone1')).toMatchObject({ issuances: 1 });
});

/** Until no workflow task has run between the two. */
async function resetAndTerminate(ref: OrderRef): Promise<void> {
  const begun = async () => (await tasksOf(ref)).length > 0;
  do {
    await resetToBeginning(ref);
    await handleOf(ref).terminate('an operator');
  } while (await begun());
}

describe('an order that was reset to its start and terminated before its next workflow task', () => {
  test.each<[string, string, (ref: OrderRef) => Promise<unknown>]>([
    ['adoptOrder', 'Untouched1', (ref) => world().client.adoptOrder(ref)],
    ['the next callback', 'Untouched2', () => world().runCallbacks()],
    ['a ticket action', 'Untouched3', (ref) => world().client.redeem(ref, { tickets: { count: 1 } })],
  ])('is adopted by %s and agrees with ECPay', async (by, tradeNo, adopt) => {
    const { client, control, allEventTypes, orderAtECPay, issued, until } = world();
    const { ref } = await issued(electronicOrder(tradeNo, { items: [{ itemNo: 'VQT04959', quantity: 3 }] }));
    await resetAndTerminate(ref);
    await expect(client.getOrder(ref)).rejects.toMatchObject({ code: 'ORDER_ENDED' });
    await control(`orders/${tradeNo}/redeem`, { count: 1 });
    await adopt(ref);
    const redeemed = by === 'a ticket action' ? 2 : 1;
    await until(ref, ({ status, counts }) => status === 'active' && counts.redeemed === redeemed);
    expect(orderAtECPay(tradeNo)).toMatchObject({ issueCalls: 1, issuances: 1, totals: { RedeemCount: redeemed } });
    expect(await client.adoptOrder(ref)).toMatchObject({ existing: true });
    expect(await allEventTypes(ref)).toContain('redeemed');
  });
});

describe('an order that was terminated during Issue', () => {
  /** Terminates a paid order while ECPay handles Issue with the given fault. */
  async function issuing(tradeNo: string, kind: 'slow' | 'hang'): Promise<OrderRef> {
    const { attempts, client, control, environment } = world();
    await control('faults', { on: '/api/Ticket/Issue', kind, ms: 3000, times: 1, tradeNo });
    const { ref } = await client.placeOrder({ order: paperOrder(tradeNo), payment: { paid: {} }, timing: PROMPT });
    while (attempts(ref, 'issue') === 0) await environment.sleep(20);
    return ref;
  }

  test('is adopted if ECPay has it, and nothing is sent again', async () => {
    const { client, environment, orderAtECPay, sandbox, until } = world();
    const ref = await issuing('Issuing1', 'slow');
    while (sandbox.book.order('Issuing1') === undefined) await environment.sleep(20);
    await handleOf(ref).terminate('an operator');
    await client.adoptOrder(ref);
    await until(ref, ({ status }) => status === 'active');
    expect(orderAtECPay('Issuing1')).toMatchObject({ issueCalls: 1, issuances: 1 });
  });

  test('is not adopted if ECPay does not have it, and a reset of the terminated run issues it once', async () => {
    const { client, end, orderAtECPay, sandbox, until } = world();
    const ref = await issuing('Issuing2', 'hang');
    const { runId } = await handleOf(ref).describe();
    const task = (await tasksOf(ref)).at(-1);
    await handleOf(ref).terminate('an operator');
    await client.adoptOrder(ref);
    expect(await end(ref)).toMatchObject({ status: 'abandoned', tickets: [] });
    expect(sandbox.book.order('Issuing2')?.tickets ?? []).toEqual([]);
    await resetTo(ref, task, runId);
    await until(ref, ({ status }) => status === 'active');
    expect(orderAtECPay('Issuing2')).toMatchObject({ issuances: 1 });
  });
});

test('an order that was cancelled unpaid stays cancelled after an adoption, and nothing is issued', async () => {
  const { client, end, allEventTypes, sandbox } = world();
  const { ref } = await client.placeOrder({ order: electronicOrder('Cancelled2'), timing: PROMPT });
  await handleOf(ref).cancel();
  expect(await end(ref)).toMatchObject({ status: 'cancelled' });
  await client.adoptOrder(ref);
  expect(await end(ref)).toMatchObject({ status: 'cancelled', tickets: [] });
  expect(await allEventTypes(ref)).toEqual(['cancelled']);
  expect(sandbox.book.order('Cancelled2')).toBeUndefined();
});

describe('a repeated call under its update id', () => {
  const X = { updateId: 'pos-7-receipt-1' };
  const redeemed = (ref: OrderRef) => world().until(ref, ({ counts }) => counts.redeemed === 1);

  test('redeems no further ticket after a reset', async () => {
    const { client, orderAtECPay, issued, until } = world();
    const { ref } = await issued(paperOrder('Repeated1', 5));
    const Y = { updateId: 'pos-8-receipt-1' };
    const redeemOne = async (options: { updateId: string }) =>
      (await client.redeem(ref, { tickets: { count: 1 } }, options)).tickets.map(({ ticketNo }) => ticketNo);
    const first = [await redeemOne(X), await redeemOne(Y)];
    await resetBeforeUpdates(ref);
    await until(ref, ({ counts, inUse }) => counts.redeemed === 2 && inUse.length === 0);
    expect([await redeemOne(X), await redeemOne(Y)]).toEqual(first);
    const { tickets } = await client.redeem(ref, { tickets: { count: 1 } }, X);
    expect(tickets).toMatchObject([{ result: 'unknown', state: 'redeemed' }]);
    expect(orderAtECPay('Repeated1').totals).toMatchObject({ RedeemCount: 2 });
  });

  test('gets its outcome after every reset that applied the update again', async () => {
    const { client, orderAtECPay, issued } = world();
    const { ref } = await issued(paperOrder('Repeated2', 3));
    // Each reset goes back by one of these workflow tasks at least.
    for (let tasks = 0; tasks < 3; tasks += 1) await reconciled(ref);
    const [first] = (await client.redeem(ref, { tickets: { count: 1 } }, X)).tickets;
    for (let resets = 0; resets < 3; resets += 1) {
      await resetBeforeUpdates(ref);
      await redeemed(ref);
      const { tickets } = await client.redeem(ref, { tickets: { count: 1 } }, X);
      expect(tickets).toEqual([{ ticketNo: first?.ticketNo, result: 'unknown', state: 'redeemed' }]);
    }
    expect(orderAtECPay('Repeated2').totals).toMatchObject({ RedeemCount: 1 });
  });

  test('gets no answer after a reset to before the order had tickets, and the error says how to continue', async () => {
    const { client, orderAtECPay, issued } = world();
    const { ref, ticketNos } = await issued(paperOrder('Repeated3', 3));
    const [ticketNo = ''] = ticketNos;
    await client.redeem(ref, { tickets: { ticketNo } }, X);
    await resetToBeginning(ref);
    await redeemed(ref);
    await expect(client.redeem(ref, { tickets: { ticketNo } }, X)).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      reason: 'answerLost',
      message: expect.stringMatching(/read the order with getOrder, and use a new updateId only if it did not act/),
    });
    expect(await client.getOrder(ref)).toMatchObject({ counts: { redeemed: 1 } });
    await expect(client.redeem(ref, { tickets: { ticketNo } })).rejects.toMatchObject({ reason: 'ALREADY_REDEEMED' });
    expect(orderAtECPay('Repeated3').totals).toMatchObject({ RedeemCount: 1 });
  });
});
