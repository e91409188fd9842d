import { z } from 'zod';

/**
 * How a consumer pays. ECTicket accepts only `credit`, one charge to a credit card. The others let tests cover payments
 * that ECTicket does not accept.
 */
export const paymentMethod = z.enum(
  ['credit', 'installment', 'periodic', 'atm', 'webAtm', 'cvs', 'barcode', 'twqr', 'bnpl'],
  'method is credit, installment, periodic, atm, webAtm, cvs, barcode, twqr or bnpl',
);

export type PaymentMethod = z.infer<typeof paymentMethod>;

interface PaymentTypeNames {
  /** PaymentType of AIO (developers.ecpay.com.tw/?p=5679). */
  readonly aio: string;
  /**
   * OrderInfo.PaymentType of the embedded checkout: the first half of AIO's. All but `Credit`, `ATM` and `CVS` are the
   * sandbox's choice.
   */
  readonly embedded: string;
}

const CARD: PaymentTypeNames = { aio: 'Credit_CreditCard', embedded: 'Credit' };

/**
 * The PaymentType of each method. All cards have the same type: other fields show instalments and periodic payments.
 */
export const PAYMENT_TYPES: Readonly<Record<PaymentMethod, PaymentTypeNames>> = {
  credit: CARD,
  installment: CARD,
  periodic: CARD,
  atm: { aio: 'ATM_TAISHIN', embedded: 'ATM' },
  webAtm: { aio: 'WebATM_TAISHIN', embedded: 'WebATM' },
  cvs: { aio: 'CVS_CVS', embedded: 'CVS' },
  barcode: { aio: 'BARCODE_BARCODE', embedded: 'BARCODE' },
  twqr: { aio: 'TWQR_OPAY', embedded: 'TWQR' },
  bnpl: { aio: 'BNPL_URICH', embedded: 'BNPL' },
};

/** Returns three instalments. The first includes the remainder. Amounts are in NT$. */
export function installmentsOf(amount: number): {
  readonly stage: number;
  readonly first: number;
  readonly each: number;
} {
  const each = Math.floor(amount / 3);
  return { stage: 3, first: amount - 2 * each, each };
}

/** A monthly charge for a year. The payment is its first charge. */
export const PERIOD = { type: 'M', frequency: 1, times: 12 } as const;

/**
 * - `open`: an order that nobody has paid yet
 * - `refused`: the bank has refused the payment
 * - `simulated`: a test notification without a payment
 */
export type PaymentOutcome = 'open' | 'paid' | 'refused' | 'simulated';

/** An unpaid order at the checkout, or a payment for it. */
export interface Payment {
  readonly merchantTradeNo: string;
  /** ECPay's own number, 20 characters. */
  readonly tradeNo: string;
  /** NT$. */
  readonly amount: number;
  readonly method: PaymentMethod;
  readonly outcome: PaymentOutcome;
  /** When the order was created, and when it was paid or refused: milliseconds since the epoch. */
  readonly orderedAt: number;
  readonly at: number;
  /** From when queries return the payment: milliseconds since the epoch. */
  readonly bookedAt: number;
  readonly itemName: string;
  /** Fields of the merchant's order that every notification repeats. */
  readonly repeated: Readonly<Partial<Record<RepeatedField, string>>>;
}

/**
 * Code and message of a refused payment. The sandbox's choice: ECPay's pages say only that 1 is paid and anything else
 * is not.
 */
export const REFUSED = { RtnCode: 10100058, RtnMsg: '付款失敗' } as const;

type RepeatedField = (typeof REPEATED_FIELDS)[number];

export const REPEATED_FIELDS = ['StoreID', 'CustomField1', 'CustomField2', 'CustomField3', 'CustomField4'] as const;
