/** An order as a part of a merchant's own workflow. */
import type { TicketOrder } from '../ecticket/order.js';
import type { PaymentTerms } from './messages.js';
import { startOptions } from './start-options.js';
import type { OrderTiming } from './timing.js';
import { totalPrice } from './total-price.js';

export interface ChildOrder {
  readonly order: TicketOrder;
  /** Left out: one of gift vouchers only is free; any other is paid first, a serial-number order the sum of its prices. */
  readonly payment?: PaymentTerms;
  /** Deviations from the default delays, in milliseconds. */
  readonly timing?: Partial<OrderTiming>;
}

/**
 * Options for `executeChild` and `startChild`. The order runs on our workers and outlives its parent, unless another
 * `parentClosePolicy` is set beside it; what the order's rules forbid puts it before a person, as nobody validates it here.
 *
 * @example
 * const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder({ order }));
 * await tickets.signal(paymentConfirmed, { amount: 1360 });
 * const { counts } = await tickets.result();
 */
export function childOrder({ order, payment = termsOf(order), timing }: ChildOrder) {
  const input = { order, payment, ...(timing !== undefined && { timing }) };
  return { ...startOptions(input), parentClosePolicy: 'ABANDON' } as const;
}

function termsOf(order: TicketOrder): PaymentTerms {
  if (order.freeTradeNo !== undefined) return { due: 'nothing' };
  const amount = totalPrice(order);
  return { due: 'beforeIssue', ...(amount !== undefined && { amount }) };
}
