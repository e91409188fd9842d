import { z } from 'zod';
import { omitUndefined } from '../objects.js';
import { optionalText, text, wholeNumber } from '../endpoints/reply-fields.js';
import { unixSeconds } from '../envelope.js';
import { assertSameSubject, parseReply } from '../reply.js';
import { parseRequest } from '../shape.js';
import { taipeiMoment } from '../taipei-date.js';
import { fixNonAlphanumeric, textField } from '../text-field.js';
import type { Form } from './form-fields.js';
import { paidBy, type PaidBy } from './payment-method.js';

export const QUERY_TRADE_INFO = { name: 'QueryTradeInfo', path: '/Cashier/QueryTradeInfo/V5' } as const;

/** Identifies a payment by the number of its ticket order. */
export interface PaymentRef {
  /** The MerchantID of the tickets. */
  readonly merchantId: string;
  /** 1 to 20 letters and digits: ECPay's payments accept no longer numbers. */
  readonly merchantTradeNo: string;
}

/** The fields that identify a payment in ECPay's payment system. */
export interface TradeSubject {
  readonly MerchantID: string;
  readonly MerchantTradeNo: string;
}

/** The result of a query. */
export type TradeResult = PaidTrade | UnpaidTrade;

export interface PaidTrade extends PaidBy {
  readonly paid: true;
  /** NT$. */
  readonly amount: number;
  /** ECPay's number of the payment, its TradeNo. */
  readonly reference: string;
  /** ISO 8601 with offset +08:00. */
  readonly paidAt?: string;
}

export interface UnpaidTrade {
  readonly paid: false;
  /** `0`: not paid, or ECPay has no record of it yet. Any other: ECPay's code for a failure or for an unknown trade. */
  readonly tradeStatus: string;
}

const request = z.object({
  MerchantTradeNo: textField('paymentTradeNo', 'The number of a payment is 1 to 20 letters and digits.', {
    max: 20,
    fix: fixNonAlphanumeric,
  }),
});
const reply = z.object({ TradeStatus: text });
const paidReply = z.object({
  MerchantID: text,
  MerchantTradeNo: text,
  TradeNo: text,
  TradeAmt: wholeNumber,
  PaymentDate: optionalText,
  PaymentType: z.string().default(''),
  stage: z.string().optional(),
  PeriodType: z.string().optional(),
  Frequency: z.string().optional(),
  ExecTimes: z.string().optional(),
  PeriodAmount: z.string().optional(),
});

/** Creates the fields that identify a payment. @throws InvalidRequestError with the name of `endpoint` */
export function toTradeSubject(endpoint: string, ref: PaymentRef, paymentMerchantId: string): Form & TradeSubject {
  const { MerchantTradeNo } = parseRequest(request, { MerchantTradeNo: ref.merchantTradeNo }, endpoint);
  return { MerchantID: paymentMerchantId, MerchantTradeNo };
}

/**
 * Creates the form to post, without its checksum. `now` in milliseconds since the epoch.
 *
 * @throws InvalidRequestError
 */
export function toTradeData(ref: PaymentRef, paymentMerchantId: string, now: number): Form {
  const subject = toTradeSubject(QUERY_TRADE_INFO.name, ref, paymentMerchantId);
  return { ...subject, TimeStamp: String(unixSeconds(now)) };
}

/** Reads the verified answer to a request. @throws NotAnECPayReplyError */
export function readTradeResult(form: Form, request: Form): TradeResult {
  const context = { endpoint: QUERY_TRADE_INFO.name };
  assertSameSubject(context.endpoint, request, form);
  const { TradeStatus } = parseReply(reply, form, context, 'unexpectedData');
  if (TradeStatus !== '1') return { paid: false, tradeStatus: TradeStatus };
  const trade = parseReply(paidReply, form, context, 'unexpectedData');
  const { PeriodType, Frequency, ExecTimes, PeriodAmount } = trade;
  return omitUndefined({
    paid: true as const,
    amount: trade.TradeAmt,
    reference: trade.TradeNo,
    paidAt: taipeiMoment(trade.PaymentDate ?? ''),
    ...paidBy(trade.PaymentType, trade.stage, [PeriodType, Frequency, ExecTimes, PeriodAmount]),
  });
}
