import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { deliverCallback } from '../client/orders/deliver-callback.js';
import { deliverPayment } from '../client/payments/deliver-payment.js';
import { OrderExecutions, type Delivery } from '../client/temporal/order-executions.js';
import { closeUnmatched, recordUnmatched } from '../client/payments/unmatched-payments.js';
import type { OrderRef } from '../ecticket/order.js';
import type { Payment } from '../workflows/messages/order.js';
import type { Deliver } from './deliver.js';
import { TokenBucket } from './token-bucket.js';

/** Below the time in which the receiver must answer. Milliseconds. */
const SIGNAL_WITHIN = 7000;
/**
 * How many orders of which nothing is known here are started for the callbacks of a merchant: whoever can seal a callback
 * can invent numbers (docs/decisions/0025). Each asks ECPay at once, a genuine one twice. One per second takes at most two
 * of the five requests per second that a merchant has by default, and is two thousand in the half hour or more for which
 * ECPay repeats a callback. A burst of fifty is done with in ten seconds, and is what a day in a back office brings.
 */
export const ADOPTIONS = { burst: 50, every: 1000 };
/** Merchants that are remembered. One that is forgotten may have another burst. */
const MERCHANTS = 1000;

/**
 * Hands callbacks and payments to the orders that `client` reaches, as the signals `callbackReceived` and
 * `paymentConfirmed`. A payment that no order has is recorded in Temporal, where `ecticket payment list-unmatched` finds
 * it, until an order accepts it or somebody decides on it. Of orders that are not known here it starts a bounded number
 * per merchant, and answers `deferred` for the others. Needs no worker.
 */
export function deliverToOrders(client: Client): Deliver {
  const orders = new OrderExecutions(client);
  const adoptions = new LRUCache<string, TokenBucket>({ max: MERCHANTS });
  return (order, news) =>
    news.kind === 'payment'
      ? payment(order, news.payment)
      : deliverCallback(orders, order, news, SIGNAL_WITHIN, () => mayStart(order.merchantId));

  function mayStart(merchantId: string): boolean {
    const bucket = adoptions.get(merchantId) ?? new TokenBucket(ADOPTIONS);
    adoptions.set(merchantId, bucket);
    return bucket.take();
  }

  async function payment(order: OrderRef, said: Payment): Promise<Delivery> {
    const delivery = await deliverPayment(orders, order, said, SIGNAL_WITHIN);
    if (delivery !== 'accepted') {
      await recordUnmatched(client, order, said, delivery, SIGNAL_WITHIN);
      return delivery;
    }
    const { reference } = said;
    // It may have come before its order was placed. A record that stays open would have somebody give the money back.
    if (reference !== undefined) {
      await closeUnmatched(client, { ...order, reference }, 'the order has the payment', SIGNAL_WITHIN);
    }
    return delivery;
  }
}
