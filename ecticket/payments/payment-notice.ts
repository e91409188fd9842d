import type { z } from 'zod';
import { ecpayMessage } from '../ecpay-message.js';
import { omitUndefined } from '../objects.js';
import { taipeiMoment } from '../taipei-date.js';
import type { PaymentKeyPair } from '../key-pair.js';
import type { PaidBy } from './payment-method.js';

/** What ECPay says of a payment at ReturnURL, whichever of its services took it. */
export type PaymentNotice = Paid | NotPaid;

interface Said {
  /** The merchant of the payment, whose MerchantID may be another than the one its tickets are issued under. */
  readonly paymentMerchantId: string;
  /** 1 is paid, at AIO. */
  readonly rtnCode: number;
  /** ECPay's own words, in which what looks like a person's data is hidden. */
  readonly rtnMsg: string;
}

export interface Paid extends Said, PaidBy {
  readonly paid: true;
  /** A test notification from ECPay's back office: nobody has paid. */
  readonly simulated: boolean;
  /**
   * The number of the payment is that of the ticket order. AIO's checksum does not protect the case of its letters: two
   * orders must not have numbers that differ in case only.
   */
  readonly merchantTradeNo: string;
  /** NT$. */
  readonly amount: number;
  /** ECPay's own number of the payment, its TradeNo. */
  readonly reference: string;
  /** ISO 8601 with its offset, +08:00. */
  readonly paidAt?: string;
}

export interface NotPaid extends Said {
  readonly paid: false;
  readonly merchantTradeNo?: string;
}

/** A notice that is ECPay's and yet lacks what is needed, or contradicts itself; without values. */
export interface UnreadableNotice {
  readonly problems: readonly string[];
}

/** A notification before it is verified. Only whose it claims to be can be seen, so that the keys can be found. */
export interface UnverifiedNotice {
  readonly paymentMerchantId: string;
  /** @throws DataRejectedError where no holder of one of the `keys` has sent it. */
  verify(keys: readonly PaymentKeyPair[]): PaymentNotice | UnreadableNotice;
}

/** ECPay's own number of a payment. Digits only: AIO's checksum would not protect the case of a letter. */
export const TRADE_NO = /^\d{1,20}$/;

interface Outcome {
  readonly RtnCode: number;
  readonly RtnMsg: string | undefined;
}

export function notPaid(paymentMerchantId: string, { RtnCode, RtnMsg }: Outcome, tradeNo: string | undefined): NotPaid {
  return omitUndefined({
    ...said(paymentMerchantId, { RtnCode, RtnMsg }),
    paid: false as const,
    merchantTradeNo: tradeNo === '' ? undefined : tradeNo,
  });
}

export function paid(
  paymentMerchantId: string,
  outcome: Outcome,
  details: {
    readonly MerchantTradeNo: string;
    readonly TradeNo: string;
    readonly TradeAmt: number;
    readonly PaymentDate?: string | undefined;
    readonly SimulatePaid: string;
  },
  by: PaidBy,
): Paid {
  return omitUndefined({
    ...said(paymentMerchantId, outcome),
    paid: true as const,
    // Only a plain no is none: tickets are not given away for a value that nobody knows.
    simulated: details.SimulatePaid !== '0',
    merchantTradeNo: details.MerchantTradeNo,
    amount: details.TradeAmt,
    reference: details.TradeNo,
    paidAt: taipeiMoment(details.PaymentDate ?? ''),
    ...by,
  });
}

export function unreadable({ issues }: z.ZodError): UnreadableNotice {
  return { problems: issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
}

/** Whether what a card was charged is the amount of the trade; points of its bank may have been deducted before or after. */
export function isAmountOf(tradeAmount: number, charged: number | undefined, deducted = 0): boolean {
  return charged === undefined || charged === 0 || [charged, charged + deducted].includes(tradeAmount);
}

function said(paymentMerchantId: string, { RtnCode, RtnMsg = '' }: Outcome): Said {
  return { paymentMerchantId, rtnCode: RtnCode, rtnMsg: ecpayMessage(RtnMsg, undefined) };
}
