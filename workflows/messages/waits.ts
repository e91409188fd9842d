/**
 * Every wait has an owner: for each status that is no end, and each call that is retried for long, how long it may last, what
 * follows, and which alert fires. docs/explanation/order-lifecycle.md shows the same table; a test compares the two, and each limit has a test
 * over skipped time.
 */
import type { MerchantEventType } from './merchant-events.js';
import type { Attention, OrderStatus } from './order.js';
import type { OrderTiming } from './timing.js';
import type { MerchantActivities, ProviderActivities } from './activities.js';

export interface Wait {
  /** The setting that limits it; `deadline` is the payment's own, and an action on tickets has a minute. */
  readonly limit: keyof OrderTiming | 'deadline' | '1 minute' | 'none';
  /** What the order does at the limit. */
  readonly then: string;
  /** The event that tells the merchant, and why the order needs attention, if it does. */
  readonly event?: MerchantEventType;
  readonly attention?: Attention['reason'];
  /** In docs/alerts/ecticket.rules.yml. */
  readonly alert?: string;
}

type Open = Exclude<OrderStatus, 'settled' | 'released' | 'cancelled' | 'abandoned'>;
type Call = keyof ProviderActivities | keyof MerchantActivities;

/** By the status in which the order waits. */
export const STATUS_WAITS: Readonly<Record<Open, readonly Wait[]>> = {
  awaitingPayment: [
    {
      limit: 'deadline',
      then: 'The order is cancelled. Without a deadline it waits: no money has been taken.',
      event: 'cancelled',
    },
  ],
  issuing: [
    {
      limit: 'issueLimit',
      then: 'The order needs attention and is sent on; when ECPay accepts it, it continues by itself.',
      event: 'needsAttention',
      attention: 'issueDelayed',
      alert: 'ECTicketIssueTakesLong',
    },
  ],
  awaitingIssuance: [
    {
      limit: 'issuanceWindow',
      then: 'The order is late; polling continues.',
      event: 'late',
      alert: 'ECTicketOrdersLate',
    },
    {
      limit: 'issuanceLimit',
      then: 'The order needs attention; polling continues, and the order becomes active when the tickets appear.',
      event: 'needsAttention',
      attention: 'issuanceOverdue',
      alert: 'ECTicketTicketsOverdue',
    },
  ],
  active: [
    {
      limit: 'longestReconciliation',
      then: 'An order that hears nothing reads ECPay’s record, at a growing interval up to this.',
    },
    {
      limit: 'releaseAfter',
      then: 'Escrow is over and nothing was heard: released, on a record that was read after that.',
      event: 'released',
    },
  ],
  needsAttention: [
    {
      limit: 'longestReminder',
      then: 'The merchant is reminded at a growing interval up to this. What can go on goes on.',
      event: 'needsAttention',
      alert: 'ECTicketOrdersNeedAPerson',
    },
  ],
};

/** By the activity that is retried. */
export const CALL_WAITS: Readonly<Record<Call, Wait>> = {
  checkPayment: {
    limit: 'paymentCheckLimit',
    then: 'The order needs attention: ECPay does not know the payment. Asking continues, and the order with it.',
    event: 'needsAttention',
    attention: 'paymentNotFound',
    alert: 'ECTicketOrdersNeedAPerson',
  },
  issue: {
    limit: 'issueLimit',
    then: 'The order needs attention; the activity is retried without a limit.',
    event: 'needsAttention',
    attention: 'issueDelayed',
    alert: 'ECTicketIssueTakesLong',
  },
  pollIssuance: {
    limit: 'issuanceLimit',
    then: 'The order needs attention; the activity is retried without a limit.',
    event: 'needsAttention',
    attention: 'issuanceOverdue',
    alert: 'ECTicketOrdersNeedAPerson',
  },
  fetchOrder: {
    limit: 'reconciliationLimit',
    then: 'The order needs attention; reading continues, and no status that ends the order follows before it succeeds.',
    event: 'needsAttention',
    attention: 'recordUnreadable',
    alert: 'ECTicketOrdersNeedAPerson',
  },
  pollRefund: {
    limit: 'refundLimit',
    then: 'The merchant is told that the bank has not confirmed the refund; the order waits for it no more.',
    event: 'refundUnconfirmed',
  },
  updateTickets: {
    limit: '1 minute',
    then: 'The caller is answered: refused where nothing was sent, unknown where an answer was lost.',
  },
  deliverEvents: {
    limit: 'eventsLimit',
    then: 'The search attribute shows needsAttention; delivery continues once a day.',
    alert: 'ECTicketEventsNotTaken',
  },
};
