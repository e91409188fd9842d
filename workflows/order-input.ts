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
  | { readonly type: 'issueRefused'; readonly code: string; readonly words: string }
  | { readonly type: 'issuanceLate' }
  | { readonly type: 'issuanceOverdue'; readonly code?: string; readonly words?: string }
  | { readonly type: 'issuanceFailed'; readonly words: string }
  | { readonly type: 'callbackReceived'; readonly callback: Callback }
  | { readonly type: 'asking' }
  | { readonly type: 'bookRead'; readonly book: OrderBook }
  | { readonly type: 'unknownToECPay' }
  | { readonly type: 'askedInVain' }
  | { readonly type: 'refundConfirmed'; readonly refundedAmount: number }
  | { readonly type: 'refundUnconfirmed' }
  | { readonly type: 'counterRedeemed'; readonly ticketNos: readonly string[]; readonly use: TicketUse }
  | { readonly type: 'counterAnswered'; readonly answered: AnsweredUpdate }
  | { readonly type: 'bookUncertain' }
  | { readonly type: 'resubmitted'; readonly decision: Decision; readonly order?: TicketOrder }
  | { readonly type: 'replaced'; readonly decision: Decision; readonly order: TicketOrder }
  | { readonly type: 'abandoned'; readonly decision: Decision }
  | { readonly type: 'cancelledByPerson'; readonly decision: Decision }
  | { readonly type: 'reminderDue' }
  | { readonly type: 'releaseDue' }
  | { readonly type: 'failedForGood'; readonly code: string; readonly words: string }
  | { readonly type: 'eventsDelivered'; readonly upTo: number }
  | { readonly type: 'eventsStuck'; readonly words: string };

export type InputOf<T extends OrderInput['type']> = Extract<OrderInput, { type: T }>;
