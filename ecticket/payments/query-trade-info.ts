import { z } from 'zod';
import { omitUndefined } from '../objects.js';
import { optionalText, text, wholeNumber } from '../endpoints/reply-fields.js';
import { unixSeconds } from '../envelope.js';
import { checkSubject, parse } from '../reply.js';
import { parseRequest } from '../shape.js';
import { taipeiMoment } from '../taipei-date.js';
import { fixNonAlphanumeric, textField } from '../text-field.js';
import type { Form } from './form-fields.js';
import { paidBy, type PaidBy } from './payment-method.js';

export const QUERY_TRADE_INFO = { name: 'QueryTradeInfo', path: '/Cashier/QueryTradeInfo/V5' } as const;

/** A payment by the number of its ticket order. */
export interface PaymentRef {
  /** The merchant whose tickets it pays for. */
  readonly merchantId: string;
  /** 1 to 20 letters and digits: the payment takes no longer ones. */
  readonly merchantTradeNo: string;
}

/** A payment as ECPay's payment system is asked for it. */
interface Subject {
  readonly MerchantID: string;
  readonly MerchantTradeNo: string;
}

/** What ECPay's payment system knows of a payment. */
export type TradeResult = PaidTrade | UnpaidTrade;

export interface PaidTrade extends PaidBy {
  readonly paid: true;
  /** NT$. */
  readonly amount: number;
  /** ECPay's own number of the payment, its TradeNo. */
  readonly reference: string;
  /** ISO 8601 with its offset, +08:00. */
  readonly paidAt?: string;
}

export interface UnpaidTrade {
  readonly paid: false;
  /** `0`: not paid, or not known to be yet. Any other is ECPay's code for a failure or for a trade that it does not know. */
  readonly tradeStatus: string;
}

const request = z.object({
  MerchantTradeNo: textField('paymentTradeNo', 'A payment is named by 1 to 20 letters and digits.', {
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

/** Names the payment `ref` in a call of `endpoint`. @throws InvalidRequestError */
export function toSubject(endpoint: string, ref: PaymentRef, paymentMerchantId: string): Form & Subject {
  const { MerchantTradeNo } = parseRequest(request, { MerchantTradeNo: ref.merchantTradeNo }, endpoint);
  return { MerchantID: paymentMerchantId, MerchantTradeNo };
}

/** What is posted, but for its checksum. `now` in ms since the epoch. @throws InvalidRequestError */
export function toTradeData(ref: PaymentRef, paymentMerchantId: string, now: number): Form {
  const subject = toSubject(QUERY_TRADE_INFO.name, ref, paymentMerchantId);
  return { ...subject, TimeStamp: String(unixSeconds(now)) };
}

/** What a verified answer to `asked` says. @throws NotAnECPayReplyError */
export function tradeResultOf(form: Form, asked: Form): TradeResult {
  const from = { endpoint: QUERY_TRADE_INFO.name };
  checkSubject(from.endpoint, asked, form);
  const { TradeStatus } = parse(reply, form, from, 'unexpectedData');
  if (TradeStatus !== '1') return { paid: false, tradeStatus: TradeStatus };
  const trade = parse(paidReply, form, from, 'unexpectedData');
  const { PeriodType, Frequency, ExecTimes, PeriodAmount } = trade;
  return omitUndefined({
    paid: true as const,
    amount: trade.TradeAmt,
    reference: trade.TradeNo,
    paidAt: taipeiMoment(trade.PaymentDate ?? ''),
    ...paidBy(trade.PaymentType, trade.stage, [PeriodType, Frequency, ExecTimes, PeriodAmount]),
  });
}
