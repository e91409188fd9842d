import type { Client } from '@temporalio/client';
import { deliverCallback } from '../client/deliver-callback.js';
import { deliverPayment } from '../client/deliver-payment.js';
import { OrderExecutions } from '../client/order-executions.js';
import type { Deliver } from './deliver.js';

/** Below the time in which the receiver must answer. Milliseconds. */
const SIGNAL_WITHIN = 7000;

/**
 * Hands callbacks and payments to the orders that `client` reaches, as the signals `callbackReceived` and
 * `paymentConfirmed`. Needs no worker.
 */
export function deliverToOrders(client: Client): Deliver {
  const orders = new OrderExecutions(client);
  return (order, news) =>
    news.kind === 'payment'
      ? deliverPayment(orders, order, news.payment, SIGNAL_WITHIN)
      : deliverCallback(orders, order, news, SIGNAL_WITHIN);
}
