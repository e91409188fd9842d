import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { Callback } from '../../workflows/messages/order.js';
import { callbackReceived } from '../../workflows/messages/workflow.js';
import type { Delivery, OrderExecutions } from '../temporal/order-executions.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';
import { findAdoptionAfter } from './adoption.js';

/**
 * The result of delivering a callback. `deferred`: the order is unknown, and too many unknown orders were started
 * recently.
 */
export type CallbackDelivery = Delivery | 'deferred';

/**
 * Delivers a callback to its order. An order that no longer runs, or that was issued in ECPay's back office, is
 * adopted: its workflow reads ECPay's order record, and ends again if there is nothing to wait for.
 *
 * @param timeoutMs Milliseconds for each call to Temporal.
 * @param mayStart Called before an unknown order is started. Whoever can sign a callback can invent order numbers.
 * @returns `ended` if another order has this number, so the callback is not about this one.
 */
export async function deliverCallback(
  orders: OrderExecutions,
  order: OrderRef,
  callback: Callback,
  timeoutMs: number,
  mayStart: () => boolean,
): Promise<CallbackDelivery> {
  return await retryOnChange(async () => {
    const delivery = await orders.signal(workflowIdOf(order), callbackReceived, [callback], timeoutMs);
    if (delivery === CHANGED || delivery === 'accepted') return delivery;
    const execution = delivery === 'unknown' ? undefined : delivery;
    const closed = await findAdoptionAfter(orders, order, 'callback', execution);
    if (closed === CHANGED) return CHANGED;
    if (closed.adoption === undefined) return 'ended';
    if (!closed.isKnown && !mayStart()) return 'deferred';
    await orders.adoptWithCallback(closed.adoption, callback, timeoutMs);
    return 'accepted';
  });
}
