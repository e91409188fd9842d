/** The words that an order's messages share: payment, callback, status, attention. */

/** Whether the order must be paid before it is issued, how much and until when. */
export type PaymentTerms =
  | { readonly due: 'nothing' }
  | {
      readonly due: 'beforeIssue';
      /** NT$ that the payment must have; left out where the order has no prices of its own. */
      readonly amount?: number;
      /** Unpaid by then, the order is cancelled. Milliseconds since the epoch. */
      readonly deadline?: number;
      /** Before Issue, ECPay's payment system is asked whether the money is there. */
      readonly doubleCheck?: true;
      /** The order was paid before it was placed. */
      readonly paid?: Payment;
    };

/** A payment that was taken. Everything is optional, so that a person can signal it by hand. */
export interface Payment {
  /** NT$. Checked against the order's amount where both are known. */
  readonly amount?: number;
  /** The payment provider's own number, ECPay's TradeNo. */
  readonly reference?: string;
  /** ISO 8601. */
  readonly paidAt?: string;
  /** What the shop itself called it, where ECPay's payment system knows it by another number. */
  readonly claimedAs?: string;
  /** A single payment by credit card, which is all that ECTicket takes, or another method. Unknown where left out. */
  readonly method?: 'creditOneTime' | 'other';
  /** The kind of ECPay's notice that the receiver took it from. Left out, it is the merchant's own word. */
  readonly source?: 'aioNotice' | 'embeddedNotice';
}

/** A verified callback of ECPay's, its Data as received (`{}` where that is larger than an order can carry). It is a nudge to ask, never the truth. */
export interface Callback {
  readonly kind: 'useStatus' | 'refund';
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type OrderStatus =
  | 'awaitingPayment'
  | 'issuing'
  | 'awaitingIssuance'
  | 'active'
  | 'needsAttention'
  | 'settled'
  | 'released'
  | 'cancelled'
  | 'abandoned';

/** Why an order waits for a person. */
export interface Attention {
  readonly reason:
    | 'issueRefused'
    | 'invalidOrder'
    | 'issueDelayed'
    | 'issuanceFailed'
    | 'issuanceOverdue'
    | 'recordUnreadable'
    | 'configuration'
    | 'numberTaken'
    | 'amountMismatch'
    | 'paymentMethod'
    | 'paymentNotFound'
    | 'paidTooLate'
    | 'error';
  /** In words a shop manager understands. */
  readonly explanation: string;
  /** What was tried before a person was asked, in the same words. */
  readonly tried: string;
  /** ECPay's RtnCode or an error's code, and the words that came with it. */
  readonly code?: string;
  readonly words?: string;
  /** ISO 8601. */
  readonly since: string;
  /** How often the merchant was reminded. */
  readonly reminders: number;
  /** What a person can do about it, by the names of the updates. */
  readonly options: readonly ('resubmit' | 'abandon' | 'cancelOrder')[];
}
