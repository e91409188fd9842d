/** The inputs of the state machine: everything that can happen to an order. */
import type { ProviderOrder } from '../../ecticket/provider-order.js';
import type { TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { AnsweredUpdate, TicketUse } from '../messages/ticket-actions.js';
import type { Decision } from '../messages/operator-decisions.js';
import type { Callback, Payment } from '../messages/order.js';
import type { CheckPaymentResult } from '../messages/activities.js';

export type OrderInput =
  | { readonly type: 'placementRefused'; readonly violations: readonly Violation[] }
  | { readonly type: 'paymentConfirmed'; readonly payment: Payment; readonly amountUnreadable?: boolean }
  | ({ readonly type: 'paymentChecked' } & CheckPaymentResult)
  | { readonly type: 'paymentDeadlinePassed' }
  | { readonly type: 'issueAccepted'; readonly numberWasKnown: boolean }
  | { readonly type: 'issueAttempted' | 'issueNotSent' }
  | { readonly type: 'issueRefused' | 'orderInvalid'; readonly code: string; readonly message: string }
  | { readonly type: 'issueDelayed'; readonly code?: string; readonly message?: string }
  | { readonly type: 'issuanceLate' }
  | { readonly type: 'issuanceOverdue'; readonly code?: string; readonly message?: string }
  | { readonly type: 'issuanceFailed'; readonly message: string }
  | { readonly type: 'callbackReceived'; readonly callback: Callback }
  | { readonly type: 'reconciliationStarted' }
  /** `asOf`: when the record was requested (milliseconds since the epoch). */
  | { readonly type: 'reconciled'; readonly record: ProviderOrder; readonly asOf: number }
  /** `since`: when the record was requested (milliseconds since the epoch). */
  | { readonly type: 'reconciliationFailed'; readonly since: number }
  | { readonly type: 'recordUnreadable'; readonly code?: string; readonly message?: string }
  | { readonly type: 'unknownToECPay' }
  /**
   * `refundedAmount`: the bank's total, in NT$. `mayExceedRecord`: as in version 0.1.0, it is confirmed whatever the
   * record shows. Only for the replay of such orders.
   */
  | { readonly type: 'refundConfirmed'; readonly refundedAmount: number; readonly mayExceedRecord?: true }
  | { readonly type: 'refundUnconfirmed' }
  | { readonly type: 'ticketsRedeemed'; readonly ticketNos: readonly string[]; readonly use: TicketUse }
  | { readonly type: 'updateAnswered'; readonly answered: AnsweredUpdate }
  | { readonly type: 'reconciliationRequested' }
  /**
   * `amount`: what the customer has paid for a corrected order with another price, in NT$. `forgetsUnanswered`: as in
   * version 0.1.0, the order does not keep that ECPay has not answered Issue. Only for the replay of such orders.
   */
  | {
      readonly type: 'resubmitted';
      readonly decision: Decision;
      readonly order?: TicketOrder;
      readonly amount?: number;
      readonly forgetsUnanswered?: true;
    }
  | { readonly type: 'replaced'; readonly decision: Decision; readonly order: TicketOrder; readonly amount?: number }
  | { readonly type: 'abandoned'; readonly decision: Decision; readonly queriesFirst?: true }
  | { readonly type: 'cancelledByOperator'; readonly decision: Decision }
  | { readonly type: 'reminderDue' }
  | { readonly type: 'releaseDue' }
  | {
      readonly type: 'activityFailed';
      readonly code: string;
      readonly message: string;
      readonly isConfiguration: boolean;
    }
  | { readonly type: 'eventsDelivered'; readonly upTo: number }
  | { readonly type: 'eventsStuck'; readonly lastError: string };

export type InputOf<T extends OrderInput['type']> = Extract<OrderInput, { type: T }>;
