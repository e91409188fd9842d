/** The bookings of examples/own-workflow, tested as a merchant tests its own workflows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { bundleWorkflowCode } from '@temporalio/worker';
import { ECTicketTestEnvironment, signCallback, signPayment, type SignedRequest } from '../../../testing/index.js';
import { createBookingActivities } from '../../../examples/own-workflow/activities.js';
import type { BookingRequest, PaymentToReturn } from '../../../examples/own-workflow/messages.js';
import { SeatPlan } from '../../../examples/own-workflow/seat-plan.js';
import type { TicketOrder } from '../../../ecticket/order.js';
import type { booking } from '../../../examples/own-workflow/workflows.js';
import { CLONE_BUNDLER } from '../../../examples/shared/clone.js';
import { listenToWorkers } from '../../support/worker-logs.js';

listenToWorkers();

const workflowsPath = fileURLToPath(new URL('../../../examples/own-workflow/workflows.ts', import.meta.url));
const seatPlan = new SeatPlan(4);
const returned: PaymentToReturn[] = [];

let environment: ECTicketTestEnvironment;
beforeAll(async () => {
  const activities = createBookingActivities({
    ecticket: { getOrder: (ref) => environment.ecticket.getOrder(ref) },
    seatPlan,
    returnMoney: async (payment) => void returned.push(payment),
  });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, ...CLONE_BUNDLER });
  environment = await ECTicketTestEnvironment.createLocal({
    worker: { workflowBundle, activities },
    // The tests sign callbacks themselves.
    sandbox: { callbackDelay: 24 * 60 * 60_000 },
  });
});
afterAll(() => environment.close());
afterEach(() => {
  returned.length = 0;
  jest.restoreAllMocks();
});

async function start(number: string, changes: Partial<BookingRequest> = {}) {
  const { client, taskQueue } = environment;
  const request = {
    ...{ number, seats: 2, payWithinMs: 60_000, callbackBaseUrl: 'https://shop.example.tw' },
    ...{ customerName: '王珊珊', customerPhone: '0912345678', customerEmail: 'customer@example.com' },
    ...changes,
  };
  const options = { workflowId: `booking/${number}`, taskQueue, args: [request] as [BookingRequest] };
  return await client.workflow.start<typeof booking>('booking', options);
}

/** Starts a booking, and waits until its order waits for the payment. */
async function started(number: string, changes?: Partial<BookingRequest>) {
  const handle = await start(number, changes);
  const ref = { merchantId: '3085676', merchantTradeNo: number };
  for (;;) {
    try {
      await environment.ecticket.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 60_000 });
      return { handle, ref };
    } catch (error) {
      if ((error as { code?: string }).code !== 'ORDER_NOT_FOUND') throw error;
      await sleep(50);
    }
  }
}

/** The customer pays at ECPay, which has the payment and reports it. */
async function pay(merchantTradeNo: string): Promise<void> {
  const notifyUrl = `${environment.callbackBaseUrl}/ecpay/payment/aio`;
  await environment.control('payments', { kind: 'aio', merchantTradeNo, amount: 1360, notifyUrl });
}

/** A booking whose order ECPay accepts and fails to issue, so that an operator resubmits it under a new number. */
async function replaced(number: string, { payments = 1 } = {}) {
  await environment.control('faults', { on: 'issuance', kind: 'fails', tradeNo: number });
  const { handle, ref } = await started(number);
  for (let paid = 0; paid < payments; paid += 1) await pay(number);
  if (payments > 1) await environment.events.waitFor(ref, 'unexpectedPayment');
  await environment.events.waitFor(ref, 'needsAttention');
  const { order } = await environment.ecticket.getOrder(ref);
  const fresh = { merchantId: '3085676', merchantTradeNo: `${number}NEW` };
  const decision = { by: 'Angela', why: 'ECPay failed to issue it' };
  await environment.ecticket.resubmit(ref, { ...decision, order: { ...order, ...fresh } as TicketOrder });
  return { handle, fresh };
}

/** Sends a request that a test has signed as ECPay does. */
async function send({ path, ...request }: SignedRequest): Promise<string> {
  return await (await fetch(environment.callbackBaseUrl + path, request)).text();
}

describe('a booking', () => {
  test('that is paid has its tickets, and a callback reports that they are used', async () => {
    const { handle, ref } = await started('BOOK1');
    await pay('BOOK1');
    const { tickets } = (await environment.events.waitFor(ref, 'issued')).data;
    expect(await handle.result()).toEqual({ status: 'booked', ticketNos: tickets.map(({ ticketNo }) => ticketNo) });
    // Started again, the booking follows its order.
    expect(await (await start('BOOK1')).result()).toMatchObject({ status: 'booked' });
    expect(seatPlan.free).toBe(2);

    await environment.control('orders/BOOK1/redeem', { count: 2 });
    await send(await signCallback({ kind: 'useStatus', order: ref }));
    await environment.events.waitFor(ref, 'settled');
    seatPlan.release('BOOK1');
  });

  test('that is not paid in time ends cancelled, and its seats are free again', async () => {
    // Half a second may be over before the test can look at the seats. The plan's calls show that they were reserved.
    const reserve = jest.spyOn(seatPlan, 'reserve');
    const handle = await start('BOOK2', { payWithinMs: 500 });
    expect(await handle.result()).toEqual({ status: 'cancelled', order: 'cancelled', returned: [] });
    expect([reserve.mock.calls, reserve.mock.results]).toEqual([[['BOOK2', 2]], [{ type: 'return', value: true }]]);
    expect([seatPlan.free, returned]).toEqual([4, []]);
  });

  test('whose order is abandoned after its payment returns seats and money', async () => {
    await environment.control('faults', { on: '/api/Ticket/Issue', kind: 'rtnCode', tradeNo: 'BOOK3', times: 9 });
    const { handle, ref } = await started('BOOK3');
    await pay('BOOK3');
    await environment.events.waitFor(ref, 'needsAttention');
    expect(seatPlan.free).toBe(2);
    await environment.ecticket.abandon(ref, { by: 'Angela', why: 'ECPay refuses it' });
    const payment = { reference: expect.any(String), amount: 1360 };
    expect(await handle.result()).toEqual({ status: 'cancelled', order: 'abandoned', returned: [payment] });
    expect([seatPlan.free, returned]).toEqual([4, [payment]]);
  });

  test('whose order was replaced under a new number has the tickets of that one', async () => {
    const { handle, fresh } = await replaced('BOOK8');
    const { tickets } = await environment.ecticket.waitForStatus(fresh, 'active', { timeoutMs: 60_000 });
    expect(await handle.result()).toEqual({ status: 'booked', ticketNos: tickets.map(({ ticketNo }) => ticketNo) });
    expect([seatPlan.free, returned]).toEqual([2, []]);
    seatPlan.release('BOOK8');
  });

  test('whose replacement order is abandoned too returns seats, and all money once', async () => {
    await environment.control('faults', { on: 'issuance', kind: 'fails', tradeNo: 'BOOK9NEW' });
    const { handle, fresh } = await replaced('BOOK9', { payments: 2 });
    await environment.events.waitFor(fresh, 'needsAttention');
    expect([seatPlan.free, returned]).toEqual([2, []]);
    await environment.ecticket.abandon(fresh, { by: 'Angela', why: 'failed at ECPay again' });
    expect(await handle.result()).toMatchObject({ status: 'cancelled', order: 'abandoned' });
    expect(returned).toHaveLength(2);
    expect(new Set(returned.map(({ reference }) => reference)).size).toBe(2);
    expect(seatPlan.free).toBe(4);
  });

  test('whose payment has another amount gets no tickets, and the money that was paid is to be returned', async () => {
    const { handle, ref } = await started('BOOK4');
    expect(await send(signPayment({ kind: 'aio', merchantTradeNo: 'BOOK4', amount: 680 }))).toBe('1|OK');
    await environment.events.waitFor(ref, 'needsAttention');
    await environment.ecticket.abandon(ref, { by: 'Angela', why: 'half of the amount' });
    await handle.result();
    expect(returned).toEqual([{ reference: expect.any(String), amount: 680 }]);
  });

  test('that is cancelled in Temporal ends with its order', async () => {
    const { handle } = await started('BOOK5');
    await handle.cancel();
    expect(await handle.result()).toEqual({ status: 'cancelled', order: 'cancelled', returned: [] });
    expect(seatPlan.free).toBe(4);
  });

  test('of too many seats starts no order, and one that ECPay would refuse leaves no seats reserved', async () => {
    expect(await (await start('BOOK6', { seats: 5 })).result()).toEqual({ status: 'soldOut' });
    const invalid = await start('BOOK-7');
    await expect(invalid.result()).rejects.toMatchObject({ cause: { type: 'INVALID_ORDER' } });
    expect(seatPlan.free).toBe(4);
  });
});
