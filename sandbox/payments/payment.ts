import { z } from 'zod';

/**
 * How a consumer pays. ECTicket takes `credit` alone, a card charged once; the others are there so that a merchant's code
 * meets them.
 */
export const paymentMethod = z.enum(
  ['credit', 'installment', 'periodic', 'atm', 'webAtm', 'cvs', 'barcode', 'twqr', 'bnpl'],
  'method is credit, installment, periodic, atm, webAtm, cvs, barcode, twqr or bnpl',
);

export type PaymentMethod = z.infer<typeof paymentMethod>;

interface Shown {
  /** PaymentType of AIO (developers.ecpay.com.tw/?p=5679). */
  readonly aio: string;
  /** OrderInfo.PaymentType of the embedded checkout; AIO's first half, which is a choice but for `Credit`, `ATM` and `CVS`. */
  readonly embedded: string;
}

const CARD: Shown = { aio: 'Credit_CreditCard', embedded: 'Credit' };

/** How each service writes the method. Cards look alike: instalments and periodic payments show in further fields. */
export const PAYMENT_TYPES: Readonly<Record<PaymentMethod, Shown>> = {
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

/** Three instalments, the first of which takes what cannot be divided. Amounts in NT$. */
export function installmentsOf(amount: number): {
  readonly stage: number;
  readonly first: number;
  readonly each: number;
} {
  const each = Math.floor(amount / 3);
  return { stage: 3, first: amount - 2 * each, each };
}

/** A card that is charged every month for a year; this is the first time. */
export const PERIOD = { type: 'M', frequency: 1, times: 12 } as const;

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
