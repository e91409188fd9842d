/** What a merchant's backend hands over to place an order. */
import type { TicketOrder } from '../../ecticket/order.js';
import type { OrderTiming } from '../../workflows/messages/timing.js';
import type { PlacedPayment } from '../payments/payment-terms.js';

/** An order to be placed. */
export interface OrderPlacement {
  readonly order: TicketOrder;
  /** Left out: payment is waited for where the order needs one. */
  readonly payment?: PlacedPayment;
  /** Deviations from the default delays, in milliseconds. */
  readonly timing?: Partial<OrderTiming>;
}
