import type { CallbackDelivery } from '../client/orders/deliver-callback.js';
import type { OrderRef } from '../ecticket/order.js';
import type { Callback, Payment } from '../workflows/messages/order.js';

/** A verified payment notification. The order itself checks whether the amount is right. */
export interface ReceivedPayment {
  readonly kind: 'payment';
  readonly payment: Payment;
}

/** What ECPay reports about an order. */
type Notification = Callback | ReceivedPayment;

/**
 * The result of a delivery. `unconfirmed`: no order has this number, and the payment was not recorded: ECPay does not
 * have it under this number, or could not be queried while another order has the number in another case.
 */
export type NotificationDelivery = CallbackDelivery | 'unconfirmed';

/**
 * Delivers a notification to an order.
 *
 * @returns `accepted` if the order has the notification, or has ended with this very payment. `deferred` if no order
 *   has it yet, so that ECPay must send it again.
 * @throws Any error means that no order has the notification.
 */
export type Deliver = (order: OrderRef, notification: Notification) => Promise<NotificationDelivery>;

/**
 * The result of a coalesced delivery. `repeated`: the order accepted the same content recently, so no signal is sent.
 */
export type CoalescedDelivery = NotificationDelivery | 'repeated';

/** Like {@link Deliver}, with as few signals as possible. */
export type DeliverCoalesced = (order: OrderRef, notification: Notification) => Promise<CoalescedDelivery>;
