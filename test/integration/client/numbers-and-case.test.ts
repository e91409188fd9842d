/**
 * ECPay's checksum of a payment notification does not protect the case of letters: a payment for one order must not be
 * a genuine payment for another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { deliverToOrders } from '../../../callbacks/index.js';
import type { TicketOrder } from '../../../ecticket/index.js';
import { NUMBER_RESERVATION } from '../../../client/temporal/order-executions.js';
import { TICKET_ORDER, workflowIdOf } from '../../../workflows/messages/names.js';
import { useDevWorld } from '../../support/dev-world.js';
import { refOf, temporalWith, ticketsOn } from '../../support/interrupted-client.js';
import { giftOrder, serialNumberOrder } from '../../support/orders.js';
import { workflowBundle } from '../../support/workflow-bundle.js';

const world = useDevWorld();
const idOf = (number: string) => workflowIdOf(refOf(number));
const place = (order: TicketOrder) => ticketsOn(world().environment.client).placeOrder({ order });
const by = { by: 'Lin', why: 'a test' };

const conflictWith = (number: string) => ({
  name: 'OrderConflictError',
  code: 'ORDER_CONFLICT',
  reason: 'differsInCaseOnly',
  conflictsWith: idOf(number),
  message: expect.stringContaining(idOf(number)) as unknown,
});

async function run(number: string) {
  const { status, type, runId } = await world().environment.client.workflow.getHandle(idOf(number)).describe();
  return { status: status.name, type, runId };
}

/** Waits until the workflow under the number has closed; answers how. */
async function closed(number: string) {
  const handle = world().environment.client.workflow.getHandle(idOf(number));
  await handle.result().catch(() => undefined);
  return (await run(number)).status;
}

/** Temporal keeps the order no longer, as after the namespace's retention. */
async function forget(number: string) {
  const { client, namespace = 'default' } = world().environment;
  const workflowExecution = { workflowId: idOf(number) };
  await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
  while ((await ticketsOn(client).findRef({ merchantId: '3085676', tradeNo: number })) !== undefined) await sleep(50);
}

/** Places an order with a client that does something before it starts the order. */
async function placeAfter(number: string, before: () => unknown) {
  const interceptor: WorkflowClientInterceptor = {
    startWithDetails: async (input, next) => {
      if (input.workflowType === TICKET_ORDER) await before();
      return await next(input);
    },
  };
  return await ticketsOn(temporalWith(world(), interceptor)).placeOrder({ order: serialNumberOrder(number) });
}

/** A client that dies after it has reserved the number. */
const reserveAlone = (number: string) =>
  expect(placeAfter(number, () => Promise.reject(new Error('the client has died')))).rejects.toThrow();

/** The client's clock. Temporal's clock is not changed. */
function passOneHour() {
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
}

afterEach(() => void jest.restoreAllMocks());

describe('of two numbers that differ only in case', () => {
  test.each([
    ['lower1', 'LOWER1'],
    ['UPPER2', 'upper2'],
    ['lower3', 'Lower3'],
    ['Mixed4', 'mixed4'],
    ['UPPER5', 'Upper5'],
    ['Mixed6', 'MIXED6'],
    ['Mixed7', 'mIXED7'],
  ])('%s is placed, and then %s is refused', async (first, second) => {
    await place(serialNumberOrder(first));
    await expect(place(serialNumberOrder(second))).rejects.toMatchObject(conflictWith(first));
    await expect(place(giftOrder(second, '20991231'))).rejects.toMatchObject(conflictWith(first));
    await expect(world().client.findRef({ merchantId: '3085676', tradeNo: second })).resolves.toBeUndefined();
    await expect(place(serialNumberOrder(first))).resolves.toMatchObject({ existing: true });
  });

  test.each([
    ['lower', 'Mixed'],
    ['Mixed', 'mIXED'],
  ])('that are placed concurrently, only one exists: %s, %s', async (one, other) => {
    for (let race = 0; race < 15; race += 1) {
      const upper = `RACE${one}${race}`.toUpperCase();
      const spell = (like: string) =>
        ({ lower: upper.toLowerCase(), UPPER: upper, Mixed: `R${upper.slice(1).toLowerCase()}` })[like] ??
        `r${upper.slice(1)}`;
      const placings = [one, other].map((like) => place(serialNumberOrder(spell(like))));
      const results = await Promise.allSettled(race % 2 === 0 ? placings : placings.reverse());
      const reason = expect.objectContaining({ reason: 'differsInCaseOnly' }) as unknown;
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([{ status: 'rejected', reason }]);
      const found = await Promise.all(
        [one, other].map((like) => world().client.findRef({ merchantId: '3085676', tradeNo: spell(like) })),
      );
      expect(found.filter((ref) => ref !== undefined)).toHaveLength(1);
    }
  });

  test('a lower-case one is refused whose client looks before, and starts after, a mixed one was placed', async () => {
    const placing = placeAfter('between2', () => place(serialNumberOrder('Between2')));
    await expect(placing).rejects.toMatchObject(conflictWith('Between2'));
  });

  test('both may be placed for different merchants', async () => {
    await place(serialNumberOrder('Other1'));
    const order = { ...serialNumberOrder('OTHER1'), merchantId: '3362787', paymentProvider: 'ecpay' } as TicketOrder;
    await expect(place(order)).resolves.toMatchObject({ existing: false });
  });

  test('both that were placed by an earlier version are found', async () => {
    await place(serialNumberOrder('pair1'));
    const order = serialNumberOrder('PAIR1');
    // The earlier version did not look for the number in another case.
    const forgetful: WorkflowClientInterceptor = {
      describe: async (input, next) => await next({ ...input, workflowExecution: { workflowId: idOf('nothing1') } }),
    };
    await ticketsOn(temporalWith(world(), forgetful)).placeOrder({ order });
    await expect(place(order)).resolves.toMatchObject({ existing: true });
    await expect(place(serialNumberOrder('pair1'))).resolves.toMatchObject({ existing: true });
  });

  test('the second is placed if only a query for the first was made', async () => {
    const { ref } = await world().client.adoptOrder(refOf('asked1'));
    await world().client.waitForStatus(ref, 'abandoned', { timeoutMs: 120_000 });
    await closed('asked1');
    await expect(place(serialNumberOrder('Asked1'))).resolves.toMatchObject({ existing: false });
    await expect(place(serialNumberOrder('asked1'))).rejects.toMatchObject(conflictWith('Asked1'));
  });
});

test.each(['again1', 'AGAIN2', 'Again3', '20261128004'])('%s is placed again as before', async (number) => {
  const order = serialNumberOrder(number);
  const placed = await Promise.all(Array.from({ length: 5 }, () => place(order)));
  expect(placed.filter(({ existing }) => !existing)).toHaveLength(1);
  await world().client.cancelOrder(refOf(number), by);
  await closed(number);
  await expect(place(order)).resolves.toMatchObject({ existing: true });
});

describe('a reservation', () => {
  test('is closed at once, and holds the number after its order has ended', async () => {
    await place(serialNumberOrder('Ended1'));
    expect(await run('ended1')).toMatchObject({ type: NUMBER_RESERVATION, status: 'TERMINATED' });
    await world().client.cancelOrder(refOf('Ended1'), by);
    await closed('Ended1');
    await expect(place(serialNumberOrder('ended1'))).rejects.toMatchObject(conflictWith('Ended1'));
    await expect(place(serialNumberOrder('ENDED1'))).rejects.toMatchObject(conflictWith('Ended1'));
  });

  test('of an order that Temporal has deleted holds nothing', async () => {
    const next = { Lapsed1: 'lapsed1', Lapsed2: 'LAPSED2', Lapsed3: 'laPSED3', Lapsed4: 'Lapsed4' };
    await Promise.all(
      Object.keys(next).map(async (number) => {
        await place(serialNumberOrder(number));
        await world().client.cancelOrder(refOf(number), by);
        await closed(number);
        await forget(number);
      }),
    );
    passOneHour();
    for (const number of Object.values(next))
      await expect(place(serialNumberOrder(number))).resolves.toMatchObject({ existing: false });
  });

  test('whose client died before it started the order does not block that order', async () => {
    await reserveAlone('Dead1');
    await expect(place(serialNumberOrder('dead1'))).rejects.toMatchObject(conflictWith('Dead1'));
    await expect(place(serialNumberOrder('DEAD1'))).rejects.toMatchObject(conflictWith('Dead1'));
    await expect(place(serialNumberOrder('Dead1'))).resolves.toMatchObject({ existing: false });
  });

  test.each(['dead2', 'DEAD3', 'deAD4'])('whose client died holds nothing after an hour: %s', async (next) => {
    await reserveAlone(`D${next.slice(1).toLowerCase()}`);
    passOneHour();
    await expect(place(serialNumberOrder(next))).resolves.toMatchObject({ existing: false });
  });

  test('is no order to any call, and takes no signal', async () => {
    const { client, environment } = world();
    await place(serialNumberOrder('Only1'));
    const ref = refOf('only1');
    const notFound = { name: 'OrderNotFoundError', code: 'ORDER_NOT_FOUND' };
    await expect(client.getOrder(ref)).rejects.toMatchObject(notFound);
    await expect(client.waitForStatus(ref, 'active', { timeoutMs: 5000 })).rejects.toMatchObject(notFound);
    await expect(client.confirmPayment(ref, { amount: 6400 })).rejects.toMatchObject(notFound);
    await expect(client.redeem(ref, { tickets: { count: 1 } })).rejects.toMatchObject(notFound);
    await expect(client.redeem(ref, { tickets: { ticketNos: ['1'] } })).rejects.toMatchObject(notFound);
    await expect(client.cancelOrder(ref, by)).rejects.toMatchObject(notFound);
    await expect(client.adoptOrder(ref)).rejects.toMatchObject(notFound);
    const payment = { amount: 6400, reference: '2611280001', source: 'aioNotice' } as const;
    const deliver = deliverToOrders(environment.client);
    const callback = { kind: 'useStatus', receivedAt: new Date().toISOString(), data: {} } as const;
    await expect(deliver(ref, callback)).resolves.toBe('ended');
    // It may be the notification of the other order's payment, with the number in another case.
    await expect(deliver(ref, { kind: 'payment', payment })).resolves.toBe('unconfirmed');
    const { events } = await environment.client.workflow.getHandle(idOf('only1')).fetchHistory();
    expect(events?.some((event) => event.workflowExecutionSignaledEventAttributes)).toBe(false);
  });

  test('is in no list of orders, and its history replays', async () => {
    const { environment, client } = world();
    await place(serialNumberOrder('Listed1'));
    const all = ['Listed1', 'listed1'].map(idOf);
    const query = `WorkflowId IN ('${all.join("', '")}')`;
    // A list shows an execution a moment after it started.
    while ((await environment.client.workflow.count(query)).count < all.length) await sleep(50);
    const listed: string[] = [];
    for await (const { workflowId } of client.listOrders()) if (all.includes(workflowId)) listed.push(workflowId);
    expect(listed).toEqual([idOf('Listed1')]);
    const histories = environment.client.workflow.list({ query }).intoHistories();
    const replayed: unknown[] = [];
    for await (const { error } of Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, histories))
      replayed.push(error);
    expect(replayed).toEqual(all.map(() => undefined));
  });
});
