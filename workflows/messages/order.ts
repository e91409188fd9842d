/** Types that several messages of an order share: payment, callback, status, attention. */

/** Whether the order must be paid before it is issued, how much, and by when. */
export type PaymentTerms =
  | { readonly due: 'nothing' }
  | {
      readonly due: 'beforeIssue';
      /** The amount due in NT$. Left out: any amount is accepted. */
      readonly amount?: number;
      /** When an unpaid order is cancelled, in milliseconds since the epoch. Left out: it waits without a limit. */
      readonly deadline?: number;
      /** Check with ECPay's payment system, before Issue, that the order is paid. */
      readonly doubleCheck?: true;
      /** The order was paid before it was placed. */
      readonly paid?: Payment;
      /** The order that this one replaces was issued for this payment. It is not checked under the new number again. */
      readonly paidChecked?: true;
    };

/** A payment. Every field is optional, so that an operator can signal a payment by hand. */
export interface Payment {
  /** NT$. Checked against the order's amount if both are known. */
  readonly amount?: number;
  /** The payment provider's number of the payment: ECPay's TradeNo. */
  readonly reference?: string;
  /** ISO 8601. */
  readonly paidAt?: string;
  /** The reference that the merchant reported, if ECPay's payment system has another one. */
  readonly claimedAs?: string;
  /** ECTicket allows only one-time credit card payments. Left out: unknown. */
  readonly method?: 'creditOneTime' | 'other';
  /** The kind of ECPay's notification by which it reached the receiver. Left out: the merchant confirmed it. */
  readonly source?: 'aioNotice' | 'embeddedNotice';
}

/** A verified callback of ECPay. It only triggers reconciliation: the workflow does not trust its contents. */
export interface Callback {
  readonly kind: 'useStatus' | 'refund';
  /** ISO 8601. */
  readonly receivedAt: string;
  /** The callback's Data as received; `{}` if it is too large for the order to carry. */
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

/** Why an order needs an operator, and what the operator can do. */
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
    | 'paymentUnconfirmed'
    | 'paidTooLate'
    | 'error';
  /** For the merchant's staff, without technical terms. */
  readonly explanation: string;
  /** What was tried automatically before. */
  readonly tried: string;
  /** ECPay's RtnCode or the code of an error. */
  readonly code?: string;
  /** The message that came with the code. */
  readonly message?: string;
  /** ISO 8601. */
  readonly since: string;
  /** How many reminders were sent to the merchant. */
  readonly reminders: number;
  /** The updates that apply. */
  readonly options: readonly ('resubmit' | 'abandon' | 'cancelOrder')[];
}
