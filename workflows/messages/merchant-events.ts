/**
 * The events that a merchant receives about an order. Each event is delivered at least once, and in order within an
 * order. The last event of an order is its end event (`settled`, `released`, `cancelled`, `abandoned`); only events
 * about money follow it.
 */
import type { Ticket, TicketState } from '../../ecticket/provider-order.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { Decision } from './operator-decisions.js';
import type { Attention, Payment } from './order.js';
import { workflowIdOf } from './names.js';
import { stableHash } from './stable-hash.js';

type Counts = Readonly<Record<TicketState, number>>;

/** Amounts are totals of the order in NT$: what is refunded, and the fees that the merchant keeps of it. */
interface RefundEventData {
  readonly tickets: readonly Ticket[];
  readonly refundedAmount: number;
  readonly refundFee: number;
}

interface EventDataByType {
  /** The order is paid and is issued next. */
  paymentConfirmed: { readonly payment: Payment };
  issued: { readonly ticketTradeNo: string; readonly tickets: readonly Ticket[] };
  /** ECPay's window for issuing has passed without tickets. `issueAcceptedAt`: ISO 8601. */
  late: { readonly issueAcceptedAt: string };
  redeemed: { readonly tickets: readonly Ticket[] };
  redemptionCancelled: { readonly tickets: readonly Ticket[] };
  refunded: RefundEventData;
  /** The total that the bank has paid back, in NT$ less fees, of the order's `tradeAmount`. */
  refundConfirmed: { readonly tradeAmount: number; readonly refundedAmount: number };
  /** The bank has not confirmed the expected amount (NT$) within `refundLimit`: contact ECPay. */
  refundUnconfirmed: { readonly expectedAmount: number; readonly confirmedAmount: number };
  refundCancelled: RefundEventData;
  /** The amounts changed but no ticket's state: a refund was cancelled and made again, or its fee changed. */
  refundAmended: Omit<RefundEventData, 'tickets'>;
  expired: { readonly tickets: readonly Ticket[] };
  /** Emitted again as a reminder, at a growing interval, while the order needs attention. */
  needsAttention: { readonly attention: Attention };
  /** The order continues without an operator's decision. */
  attentionResolved: { readonly reason: Attention['reason'] };
  /** A payment whose money is to be returned: a second payment, or a payment for an order of gift vouchers. */
  unexpectedPayment: { readonly payment: Payment };
  settled: { readonly counts: Counts };
  released: { readonly counts: Counts };
  /** `invalid`: an order that another workflow started breaks rules. It was unpaid, and nothing was sent to ECPay. */
  cancelled:
    | { readonly reason: 'unpaid' }
    | { readonly reason: 'invalid'; readonly violations: readonly Violation[] }
    | ({ readonly reason: 'byOperator' } & Decision);
  /**
   * `replacedBy`: the order that replaces this one under another number. It has the money: do not return it. `by` is
   * `ECPay` if no operator decided: the order was adopted, needed attention, and ECPay has no tickets for it.
   */
  abandoned: Decision & { readonly replacedBy?: OrderRef };
}

export type MerchantEventType = keyof EventDataByType;

/** An event before it is numbered. */
export type NewEvent = {
  [T in MerchantEventType]: { readonly type: T; readonly data: EventDataByType[T] };
}[MerchantEventType];

/**
 * An event as the merchant receives it.
 *
 * - `id` identifies the content. It is the same at each delivery. After a reset of the workflow, a different event with
 *   the same sequence has a different id.
 * - `sequence` counts from 1 within the order.
 * - `at` never decreases from one event of the order to the next, so the events are in order by `at` and `sequence`:
 *   also after a reset, which repeats sequences.
 */
export type MerchantEvent = NewEvent & {
  readonly id: string;
  readonly sequence: number;
  /** When it happened, ISO 8601. */
  readonly at: string;
  readonly order: { readonly merchantId: string; readonly merchantTradeNo?: string; readonly freeTradeNo?: string };
};

/**
 * Numbers new events.
 *
 * @param last the sequence of the order's last event
 * @param now when they happened, in milliseconds since the epoch
 */
export function numberEvents(
  newEvents: readonly NewEvent[],
  order: OrderRef,
  last: number,
  now: number,
): MerchantEvent[] {
  const { merchantId, merchantTradeNo, freeTradeNo } = order;
  const ref = { merchantId, ...(merchantTradeNo && { merchantTradeNo }), ...(freeTradeNo && { freeTradeNo }) };
  return newEvents.map((each, index) => {
    const sequence = last + index + 1;
    const id = `${workflowIdOf(order)}/${sequence}-${stableHash([each.type, each.data])}`;
    return { ...each, id, sequence, at: new Date(now).toISOString(), order: ref };
  });
}
