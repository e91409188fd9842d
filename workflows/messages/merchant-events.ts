/**
 * The events that a merchant receives about an order: each at least once, in order within an order. The last event of
 * an order that has ended is its end event (`settled`, `released`, `cancelled`, `abandoned`). Only events about money
 * follow it.
 */
import type { Ticket, TicketState } from '../../ecticket/provider-order.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { Decision } from './operator-decisions.js';
import type { Attention, Payment } from './order.js';
import { workflowIdOf } from './names.js';
import { stableHash } from './stable-hash.js';

type Counts = Readonly<Record<TicketState, number>>;

/** The amounts are the whole order's in NT$: refunded by now, and the fees kept from it. */
interface RefundEventData {
  readonly tickets: readonly Ticket[];
  readonly refundedAmount: number;
  readonly refundFee: number;
}

interface EventDataByType {
  /** The payment that the order waited for; it is issued next. */
  paymentConfirmed: { readonly payment: Payment };
  issued: { readonly ticketTradeNo: string; readonly tickets: readonly Ticket[] };
  late: { readonly issueAcceptedAt: string };
  redeemed: { readonly tickets: readonly Ticket[] };
  redemptionCancelled: { readonly tickets: readonly Ticket[] };
  refunded: RefundEventData;
  /** The bank has given back so much of the order's NT$ `tradeAmount` by now, fees taken off. */
  refundConfirmed: { readonly tradeAmount: number; readonly refundedAmount: number };
  /** For the order's `refundLimit` the bank has confirmed no more than this of the NT$ that are to go back: ask ECPay. */
  refundUnconfirmed: { readonly expectedAmount: number; readonly confirmedAmount: number };
  refundCancelled: RefundEventData;
  /** The amounts are others than were told, but no ticket's state is: a refund was withdrawn and made again, or its fee changed. */
  refundAmended: Omit<RefundEventData, 'tickets'>;
  expired: { readonly tickets: readonly Ticket[] };
  /** Comes again as a reminder, at a growing interval, for as long as the order waits. */
  needsAttention: { readonly attention: Attention };
  /** What the order needed attention for is over by itself. */
  attentionResolved: { readonly reason: Attention['reason'] };
  /** Money that the order has no use for: a second payment, or one for gift vouchers. It is to be given back. */
  unexpectedPayment: { readonly payment: Payment };
  settled: { readonly counts: Counts };
  released: { readonly counts: Counts };
  cancelled: { readonly reason: 'unpaid' } | ({ readonly reason: 'byOperator' } & Decision);
  /**
   * `replacedBy`: under another number the order goes on. `by` is `ECPay` where no person decided: the order was
   * adopted and needed attention, and ECPay has no tickets for it.
   */
  abandoned: Decision & { readonly replacedBy?: OrderRef };
}

export type MerchantEventType = keyof EventDataByType;

/** What happened, before it has a number. */
export type NewEvent = {
  [T in MerchantEventType]: { readonly type: T; readonly data: EventDataByType[T] };
}[MerchantEventType];

/**
 * One event; `sequence` counts from 1 within the order. `id` names the event's content for ever: it is the same however often
 * the event is delivered, and another where the same sequence number tells something else after a reset of the workflow.
 */
export type MerchantEvent = NewEvent & {
  readonly id: string;
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  readonly order: { readonly merchantId: string; readonly merchantTradeNo?: string; readonly freeTradeNo?: string };
};

/** The news of one moment (`now` in ms) as the events that follow the `last` one of the order. */
export function numberEvents(
  newEvents: readonly NewEvent[],
  order: OrderRef,
  last: number,
  now: number,
): MerchantEvent[] {
  const { merchantId, merchantTradeNo, freeTradeNo } = order;
  const of = { merchantId, ...(merchantTradeNo && { merchantTradeNo }), ...(freeTradeNo && { freeTradeNo }) };
  return newEvents.map((each, index) => {
    const sequence = last + index + 1;
    const id = `${workflowIdOf(order)}/${sequence}-${stableHash([each.type, each.data])}`;
    return { ...each, id, sequence, at: new Date(now).toISOString(), order: of };
  });
}
