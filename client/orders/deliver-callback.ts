import type { OrderRef } from '../../ecticket/order.js';
import { type Callback } from '../../workflows/messages/order.js';
import { callbackReceived } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { adoptionAfter } from './adoption.js';
import type { Delivery, OrderExecutions } from '../temporal/order-executions.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';

/** What became of a callback. `deferred`: its order would have to be started, and may not be for now. */
export type CallbackDelivery = Delivery | 'deferred';

/**
 * Hands a callback to its order. One that runs no more, or that was issued in ECPay's back office, is taken up for it: it
 * asks ECPay what is true, and ends again where there is nothing left to wait for. `ended` is an order whose number
 * is another's by now: what ECPay says of it is not of this one.
 *
 * @param mayStart is asked before an order starts of which nothing is known here: whoever can seal a callback can invent
 *   numbers.
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
    const last = delivery === 'unknown' ? undefined : delivery;
    const dormant = await adoptionAfter(orders, order, 'callback', last);
    if (dormant === CHANGED) return CHANGED;
    if (dormant.adoption === undefined) return 'ended';
    if (!dormant.isKnown && !mayStart()) return 'deferred';
    await orders.callBackWithStart(dormant.adoption, callback, timeoutMs);
    return 'accepted';
  });
}
