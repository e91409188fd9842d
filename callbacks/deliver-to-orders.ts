import { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { deliverCallback } from '../client/orders/deliver-callback.js';
import { deliverPayment } from '../client/payments/deliver-payment.js';
import { closeUnmatched, recordUnmatched } from '../client/payments/unmatched-payments.js';
import { OrderExecutions, type Delivery } from '../client/temporal/order-executions.js';
import type { OrderRef } from '../ecticket/order.js';
import { rejectOtherCopy } from '../sdk/duplicate-sdk.js';
import type { Payment } from '../workflows/messages/order.js';
import type { Deliver } from './delivery.js';
import { TokenBucket } from './token-bucket.js';

/** How long each call to Temporal may take. Shorter than the time in which the receiver must answer. */
const SIGNAL_TIMEOUT_MS = 7000;
/**
 * How many unknown orders are adopted for the callbacks of one merchant. Whoever can sign a callback can invent order
 * numbers (docs/decisions/0025).
 *
 * Each adoption calls ECPay once; that of a genuine order calls it twice. One adoption per second uses at most two of
 * the five requests per second that a merchant has by default. In the half hour or more for which ECPay repeats a
 * callback, it allows about two thousand orders. A burst of fifty takes ECPay ten seconds, and covers a day of orders
 * from ECPay's back office.
 */
export const ADOPTION_ALLOWANCE = { burst: 50, intervalMs: 1000 };
/** Number of merchants that the cache holds. An evicted one may have another burst. */
const MAX_MERCHANTS = 1000;

/**
 * Creates the function that delivers callbacks and payments to the orders in Temporal, as the signals
 * `callbackReceived` and `paymentConfirmed`. Needs no worker.
 *
 * A payment without an order is recorded in Temporal, until an order accepts it or an operator decides about it.
 * `ecticket payment list-unmatched` lists these payments. Unknown orders are adopted up to a limit per merchant;
 * further callbacks are `deferred`.
 *
 * @param client A Temporal client for the namespace of the workers, with the same payload codec.
 * @throws DuplicateSdkError if the client is of another copy of the SDK.
 * @returns The `deliver` option of `createReceiver`.
 */
export function deliverToOrders(client: Client): Deliver {
  rejectOtherCopy(client, Client, '@temporalio/client');
  const orders = new OrderExecutions(client);
  const allowances = new LRUCache<string, TokenBucket>({ max: MAX_MERCHANTS });
  return (order, notification) =>
    notification.kind === 'payment'
      ? deliverOrRecord(order, notification.payment)
      : deliverCallback(orders, order, notification, SIGNAL_TIMEOUT_MS, () => mayAdopt(order.merchantId));

  function mayAdopt(merchantId: string): boolean {
    const allowance = allowances.get(merchantId) ?? new TokenBucket(ADOPTION_ALLOWANCE);
    allowances.set(merchantId, allowance);
    return allowance.tryTake();
  }

  async function deliverOrRecord(order: OrderRef, payment: Payment): Promise<Delivery> {
    const delivery = await deliverPayment(orders, order, payment, SIGNAL_TIMEOUT_MS);
    if (delivery !== 'accepted') {
      await recordUnmatched(client, order, payment, delivery, SIGNAL_TIMEOUT_MS);
      return delivery;
    }
    const { reference } = payment;
    // The payment may have arrived before its order was placed. An open record would make an operator return the money.
    if (reference !== undefined) {
      await closeUnmatched(client, { ...order, reference }, 'the order has the payment', SIGNAL_TIMEOUT_MS);
    }
    return delivery;
  }
}
