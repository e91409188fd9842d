import type { CallbackDelivery } from '../client/orders/deliver-callback.js';
import type { OrderRef } from '../ecticket/order.js';
import type { Callback, Payment } from '../workflows/messages/order.js';

/** A verified payment for an order; whether its amount is right is for the order to judge. */
export interface ReceivedPayment {
  readonly kind: 'payment';
  readonly payment: Payment;
}

/**
 * Hands news to an order. What it throws means that nothing has the news. An order that has ended with this very payment
 * has it: that counts as accepted. News that is `deferred` has nobody either: ECPay sends it again.
 */
export type Deliver = (order: OrderRef, news: Callback | ReceivedPayment) => Promise<CallbackDelivery>;
