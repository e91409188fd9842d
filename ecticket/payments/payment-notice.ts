import type { z } from 'zod';
import { redactMessage } from '../ecpay-message.js';
import type { PaymentKeyPair } from '../key-pair.js';
import { omitUndefined } from '../objects.js';
import { taipeiMoment } from '../taipei-date.js';
import type { PaidBy } from './payment-method.js';

/** A payment notification that ECPay sends to ReturnURL, from AIO or from the embedded checkout. */
export type PaymentNotice = Paid | NotPaid;

interface NoticeFields {
  /** The MerchantID of the payment, which may differ from the MerchantID of the tickets. */
  readonly paymentMerchantId: string;
  /** For AIO, 1 means paid. */
  readonly rtnCode: number;
  /** ECPay's message, with personal data redacted. */
  readonly rtnMsg: string;
}

export interface Paid extends NoticeFields, PaidBy {
  readonly paid: true;
  /** A test notification from ECPay's back office: nobody has paid. */
  readonly simulated: boolean;
  /**
   * The number of the payment and of its ticket order. AIO's checksum does not protect the case of its letters: order
   * numbers must not differ only in case.
   */
  readonly merchantTradeNo: string;
  /** NT$. */
  readonly amount: number;
  /** ECPay's number of the payment, its TradeNo. */
  readonly reference: string;
  /** ISO 8601 with offset +08:00. */
  readonly paidAt?: string;
}

export interface NotPaid extends NoticeFields {
  readonly paid: false;
  readonly merchantTradeNo?: string;
}

/** A verified notice that is incomplete or contradictory. The problems contain no values. */
export interface UnreadableNotice {
  readonly problems: readonly string[];
}

/**
 * A notification before verification. Only the claimed MerchantID is readable, so that the receiver can look up the
 * keys.
 */
export interface UnverifiedNotice {
  readonly paymentMerchantId: string;
  /**
   * Verifies the notification and returns its contents.
   *
   * @throws DataRejectedError if no holder of one of the `keys` sent it.
   */
  verify(keys: readonly PaymentKeyPair[]): PaymentNotice | UnreadableNotice;
}

/** ECPay's number of a payment. It has digits only: AIO's checksum does not protect the case of letters. */
export const TRADE_NO = /^\d{1,20}$/;

interface Outcome {
  readonly RtnCode: number;
  readonly RtnMsg: string | undefined;
}

export function notPaid(paymentMerchantId: string, outcome: Outcome, tradeNo: string | undefined): NotPaid {
  return omitUndefined({
    ...noticeFields(paymentMerchantId, outcome),
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
    ...noticeFields(paymentMerchantId, outcome),
    paid: true as const,
    // Every value but 0 counts as simulated, so that an unknown value does not release tickets.
    simulated: details.SimulatePaid !== '0',
    merchantTradeNo: details.MerchantTradeNo,
    amount: details.TradeAmt,
    reference: details.TradeNo,
    paidAt: taipeiMoment(details.PaymentDate ?? ''),
    ...by,
  });
}

/** Formats the issues of a schema as the problems of an {@link UnreadableNotice}. */
export function toProblems({ issues }: z.ZodError): string[] {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/**
 * Whether the amount charged to a card matches the amount of the trade. The bank may have deducted bonus points before
 * or after it reports the amount.
 *
 * @param tradeAmount NT$
 * @param charged NT$; undefined and 0 mean that ECPay reports none
 * @param deducted bonus points in NT$
 */
export function matchesTradeAmount(tradeAmount: number, charged: number | undefined, deducted = 0): boolean {
  return charged === undefined || charged === 0 || [charged, charged + deducted].includes(tradeAmount);
}

function noticeFields(paymentMerchantId: string, { RtnCode, RtnMsg = '' }: Outcome): NoticeFields {
  return { paymentMerchantId, rtnCode: RtnCode, rtnMsg: redactMessage(RtnMsg, undefined) };
}
