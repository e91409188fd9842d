import type { Client } from '@temporalio/client';
import { deliverCallback } from '../client/deliver-callback.js';
import { deliverPayment } from '../client/deliver-payment.js';
import { OrderExecutions, type Delivery } from '../client/order-executions.js';
import { closeUnmatched, recordUnmatched } from '../client/unmatched-payments.js';
import type { OrderRef } from '../ecticket/order.js';
import type { Payment } from '../workflows/messages.js';
import type { Deliver } from './deliver.js';

/** Below the time in which the receiver must answer. Milliseconds. */
const SIGNAL_WITHIN = 7000;

/**
 * Hands callbacks and payments to the orders that `client` reaches, as the signals `callbackReceived` and
 * `paymentConfirmed`. A payment that no order has is recorded in Temporal, where `ecticket payment list-unmatched` finds
 * it, until an order accepts it or somebody decides on it. Needs no worker.
 */
export function deliverToOrders(client: Client): Deliver {
  const orders = new OrderExecutions(client);
  return (order, news) =>
    news.kind === 'payment' ? payment(order, news.payment) : deliverCallback(orders, order, news, SIGNAL_WITHIN);

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
