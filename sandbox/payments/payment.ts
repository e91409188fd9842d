import type { PaymentMethod } from './payment-method.js';

/**
 * What became of it: `open` is an order at the checkout that nobody has paid yet, `refused` a payment that the bank has
 * refused, `simulated` a test notification for which nobody has paid.
 */
export type PaymentOutcome = 'open' | 'paid' | 'refused' | 'simulated';

/** An order at the checkout, or a payment that a consumer is said to have made for it. */
export interface Payment {
  readonly merchantTradeNo: string;
  /** ECPay's own number, S20. */
  readonly tradeNo: string;
  /** NT$. */
  readonly amount: number;
  readonly method: PaymentMethod;
  readonly outcome: PaymentOutcome;
  /** When the order was made, and when it was paid or refused: ms since the epoch. */
  readonly orderedAt: number;
  readonly at: number;
  /** From when on the queries tell of it, ms since the epoch. */
  readonly bookedAt: number;
  readonly itemName: string;
  /** What the merchant's order named, and every notice repeats. */
  readonly repeated: Readonly<Partial<Record<RepeatedField, string>>>;
}

/** Code and words of a refused payment: a choice, ECPay's pages say only that 1 is paid and anything else is not. */
export const REFUSED = { RtnCode: 10100058, RtnMsg: '付款失敗' } as const;

type RepeatedField = (typeof REPEATED_FIELDS)[number];

export const REPEATED_FIELDS = ['StoreID', 'CustomField1', 'CustomField2', 'CustomField3', 'CustomField4'] as const;
