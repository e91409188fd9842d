/** Everything that can happen to an order. */
import type { OrderBook } from '../ecticket/book.js';
import type { PaymentAnswer } from '../activities/index.js';
import type { TicketOrder } from '../ecticket/order.js';
import type { AnsweredUpdate, TicketUse } from './counter-messages.js';
import type { Decision } from './decision-messages.js';
import type { Callback, Payment } from './messages.js';

export type OrderInput =
  | { readonly type: 'paymentConfirmed'; readonly payment: Payment; readonly amountUnreadable?: boolean }
  | ({ readonly type: 'paymentChecked' } & PaymentAnswer)
  | { readonly type: 'paymentDeadlinePassed' }
  | { readonly type: 'issueAccepted'; readonly numberWasKnown: boolean }
  | { readonly type: 'issueAttempted' }
  | { readonly type: 'issueRefused' | 'orderInvalid'; readonly code: string; readonly words: string }
  | { readonly type: 'issueDelayed'; readonly code?: string; readonly words?: string }
  | { readonly type: 'issuanceLate' }
  | { readonly type: 'issuanceOverdue'; readonly code?: string; readonly words?: string }
  | { readonly type: 'issuanceFailed'; readonly words: string }
  | { readonly type: 'callbackReceived'; readonly callback: Callback }
  | { readonly type: 'asking' }
  /** `asOf`: when ECPay was asked, in ms. */
  | { readonly type: 'bookRead'; readonly book: OrderBook; readonly asOf: number }
  /** `since`: when ECPay was asked, in ms. */
  | { readonly type: 'readingFailed'; readonly since: number }
  | { readonly type: 'recordUnreadable'; readonly code?: string; readonly words?: string }
  | { readonly type: 'unknownToECPay' }
  | { readonly type: 'refundConfirmed'; readonly refundedAmount: number }
  | { readonly type: 'refundUnconfirmed' }
  | { readonly type: 'counterRedeemed'; readonly ticketNos: readonly string[]; readonly use: TicketUse }
  | { readonly type: 'updateAnswered'; readonly answered: AnsweredUpdate }
  | { readonly type: 'bookUncertain' }
  | { readonly type: 'resubmitted'; readonly decision: Decision; readonly order?: TicketOrder }
  | { readonly type: 'replaced'; readonly decision: Decision; readonly order: TicketOrder }
  | { readonly type: 'abandoned'; readonly decision: Decision }
  | { readonly type: 'cancelledByPerson'; readonly decision: Decision }
  | { readonly type: 'reminderDue' }
  | { readonly type: 'releaseDue' }
  | { readonly type: 'callFailed'; readonly code: string; readonly words: string; readonly isConfiguration: boolean }
  | { readonly type: 'eventsDelivered'; readonly upTo: number }
  | { readonly type: 'eventsStuck'; readonly words: string };

export type InputOf<T extends OrderInput['type']> = Extract<OrderInput, { type: T }>;
