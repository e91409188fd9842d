/** Checks after a sequence: the order, ECPay's record and the merchant's events agree with the model. */
import { expect } from '@jest/globals';
import type { OrderSnapshot } from '../../client/index.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { expectProviderOrder } from './commands/step.js';
import { awaitsPayment, isPaidAsDue, mayBeIssued, stateOf, today, type Model } from './model.js';
import type { RealOrder } from './real-order.js';
import { deduplicate, replayEvents } from './merchant-view.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Events that may follow the end of an order. */
const EVENTS_AFTER_THE_END: readonly MerchantEvent['type'][] = [
  'unexpectedPayment',
  'refundConfirmed',
  'refundUnconfirmed',
];

/**
 * Ends all faults, runs the callbacks and passes eight days, so that every order reconciles. Ends at noon in Taipei.
 */
export async function settleOrder(model: Model, real: RealOrder): Promise<void> {
  await real.clearFaults();
  model.faulty = false;
  await real.runCallbacks();
  const noon = Math.ceil((model.now + 8 * DAY - 4 * HOUR) / DAY) * DAY + 4.03 * HOUR;
  await real.passTime(noon - model.now);
  // An order that has ended does not reconcile by itself. Only the next callback compensates for a lost one.
  const hasLostCallback = real.record()?.callbacks.some(({ state }) => state === 'failed') ?? false;
  if (hasLostCallback && hasEnded(await real.snapshot())) await real.callBack();
  await real.passTime(2.13 * HOUR);
  // An event that was just emitted, such as a reminder, may still be pending.
  while (((await real.snapshot())?.events.undelivered ?? 0) > 0) await real.passTime(7_000);
  await expectProviderOrder(model, real);
}

/** Compares the order with the model, ECPay's record and the merchant's events. */
export async function checkOrder(model: Model, real: RealOrder): Promise<void> {
  const order = await real.snapshot();
  if (order === undefined) {
    expect([model.plan.placed, real.callbacks(), real.events()]).toEqual(['inBackOffice', [], []]);
    return;
  }
  checkTickets(model, real, order);
  checkPayments(model, order);
  checkStatus(model, real, order);
  checkEvents(model, real, order);
  expect(order.platformId).toBe(model.plan.merchant === 'platform' ? '3085672' : undefined);
  if (hasEnded(order)) expect(await real.isRunning()).toBe(false);
}

/** Whether the order has ended. Its workflow may still await the bank or event delivery. */
function hasEnded(order: OrderSnapshot | undefined): boolean {
  return order === undefined || ['settled', 'released', 'cancelled', 'abandoned'].includes(order.status);
}

function checkTickets(model: Model, real: RealOrder, order: OrderSnapshot): void {
  const record = real.record();
  if (order.ticketTradeNo === undefined) {
    expect(order.tickets).toEqual([]);
    return;
  }
  expect(order.tickets.map(({ ticketNo, state }) => [ticketNo, state])).toEqual(
    model.tickets.map((ticket) => [ticket.ticketNo, stateOf(ticket, today(model))]),
  );
  expect(order.amounts).toEqual({
    trade: record?.totals.TradeAmount,
    redeemed: record?.totals.RedeemAmount,
    refunded: record?.totals.RefundAmount,
    refundFee: record?.totals.TotalRefundFee,
    refundConfirmed: (record?.totals.RefundAmount ?? 0) - (record?.totals.TotalRefundFee ?? 0),
  });
}

/** No payment is lost: each is the order's own, or reported as unexpected. */
function checkPayments(model: Model, { payment }: OrderSnapshot): void {
  const { paid, extra } = model;
  expect([payment.paid, ...payment.extra].map((each) => each?.reference)).toEqual(
    [paid, ...extra].map((each) => each?.reference),
  );
  expect(payment.paid?.amount).toBe(paid?.amount);
}

function checkStatus(model: Model, real: RealOrder, order: OrderSnapshot): void {
  const areAllUsed = model.tickets.length > 0 && order.tickets.every(({ state }) => state !== 'unused');
  switch (order.status) {
    case 'awaitingPayment':
      expect(awaitsPayment(model)).toBe(true);
      break;
    case 'active':
    case 'released':
      expect([order.tickets.length, areAllUsed]).toEqual([model.tickets.length, false]);
      break;
    case 'settled':
      expect(areAllUsed).toBe(true);
      break;
    case 'cancelled':
      expect([model.cancelledUnpaid || model.decisions > 0, model.tickets]).toEqual([true, []]);
      break;
    case 'abandoned':
      expect(model.decisions).toBeGreaterThan(0);
      break;
    case 'needsAttention':
      expect([...model.allowedReasons]).toContain(order.attention?.reason);
      expect(model.tickets).toEqual([]);
      break;
    case 'issuing':
    case 'awaitingIssuance':
      throw new Error(`The order is still ${order.status} after a week.`);
  }
  expect(order.decisions).toHaveLength(model.decisions);
  if (order.status === 'released') expect(model.escrowEndsOn && model.escrowEndsOn < today(model)).toBe(true);
  if (!mayBeIssued(model)) expect(real.record()?.tickets ?? []).toEqual([]);
}

function checkEvents(model: Model, real: RealOrder, order: OrderSnapshot): void {
  const events = deduplicate(real.events());
  const view = replayEvents(events);
  expect(view.last).toBe(events.length === 0 ? 0 : order.events.last);
  expect(order.events.undelivered).toBe(0);
  expect([...view.states]).toEqual(order.tickets.map(({ ticketNo, state }) => [ticketNo, state]));
  if (order.ticketTradeNo !== undefined) expect(order.amounts).toMatchObject(amountsOf(view.refunds));

  const count = (wanted: (typeof view.types)[number]) => view.types.filter((type) => type === wanted).length;
  expect(count('issued')).toBe(order.ticketTradeNo === undefined ? 0 : 1);
  expect(count('unexpectedPayment')).toBe(model.extra.length);
  expect(count('paymentConfirmed')).toBe(isPaidAsDue(model) ? 1 : 0);
  if (model.plan.placed === 'byClient' && events.length > 0) expect(events[0]?.sequence).toBe(1);
  const ending = view.types.filter((type) => !EVENTS_AFTER_THE_END.includes(type)).at(-1);
  // An order without any event was adopted without being known to ECPay.
  if (hasEnded(order) && ending !== undefined) expect(ending).toBe(order.status);
  if (order.status === 'needsAttention') expect(view.types).toContain('needsAttention');
}

function amountsOf({ refundedAmount, refundFee }: { refundedAmount: number; refundFee: number }) {
  return { refunded: refundedAmount, refundFee };
}
