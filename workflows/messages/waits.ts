/**
 * For each status that is not final, and for each activity that is retried for long, this table states how long the
 * wait may last, what happens then, and which alert fires. docs/explanation/order-lifecycle.md shows the same table,
 * and a test compares the two. Each limit has a test with skipped time.
 */
import type { MerchantEventType } from './merchant-events.js';
import type { Attention, OrderStatus } from './order.js';
import type { OrderTiming } from './timing.js';
import type { MerchantActivities, ProviderActivities } from './activities.js';

export interface Wait {
  /** The setting in `OrderTiming`; `deadline` of the payment terms; or a fixed time. */
  readonly limit: keyof OrderTiming | 'deadline' | '1 minute' | '2 minutes' | 'none';
  /** What happens at the limit. */
  readonly then: string;
  /** The event that the merchant receives. */
  readonly event?: MerchantEventType;
  /** The reason, if the order then needs attention. */
  readonly attention?: Attention['reason'];
  /** The alert's name in docs/alerts/ecticket.rules.yml. */
  readonly alert?: string;
}

type OpenStatus = Exclude<OrderStatus, 'settled' | 'released' | 'cancelled' | 'abandoned'>;
type ActivityName = keyof ProviderActivities | keyof MerchantActivities;

/** By the status in which the order waits. */
export const STATUS_WAITS: Readonly<Record<OpenStatus, readonly Wait[]>> = {
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
      then: 'The order needs attention; sending continues, and so does the order when ECPay accepts it.',
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
      then: 'Without callbacks, the order reads ECPay’s record at a growing interval up to this.',
    },
    {
      limit: 'releaseAfter',
      then: 'Escrow is over and nothing has changed: released, on a record that was read after that.',
      event: 'released',
    },
  ],
  needsAttention: [
    {
      limit: 'longestReminder',
      then: 'The merchant is reminded at a growing interval up to this. Automatic work continues.',
      event: 'needsAttention',
      alert: 'ECTicketOrdersNeedAttention',
    },
  ],
};

/** By the activity that is retried. */
export const CALL_WAITS: Readonly<Record<ActivityName, Wait>> = {
  checkPlacement: {
    limit: '2 minutes',
    then: 'The order continues without this check, as placeOrder does without the catalogue.',
  },
  checkPayment: {
    limit: 'paymentCheckLimit',
    then: 'The order needs attention: ECPay has no record of the payment. Checking continues.',
    event: 'needsAttention',
    attention: 'paymentNotFound',
    alert: 'ECTicketOrdersNeedAttention',
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
    alert: 'ECTicketTicketsOverdue',
  },
  fetchOrder: {
    limit: 'reconciliationLimit',
    then: 'The order needs attention; reading continues, and no status that ends the order follows before it succeeds.',
    event: 'needsAttention',
    attention: 'recordUnreadable',
    alert: 'ECTicketOrdersNeedAttention',
  },
  pollRefund: {
    limit: 'refundLimit',
    then: 'The merchant is notified that the bank has not confirmed the refund; the order stops waiting.',
    event: 'refundUnconfirmed',
  },
  updateTickets: {
    limit: '1 minute',
    then: 'The caller receives the outcome: refused if nothing was sent, unknown if an answer was lost.',
  },
  deliverEvents: {
    limit: 'eventsLimit',
    then: 'The search attribute shows needsAttention; delivery continues once a day.',
    alert: 'ECTicketEventsNotAccepted',
  },
};
