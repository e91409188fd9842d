import { z } from 'zod';
import { isMerchantId } from '../check-merchant.js';
import { verifyNotice, readForm } from './form.js';
import { type Form, NOTICE_FIELDS } from './form-fields.js';
import { paidBy } from './payment-method.js';
import {
  isAmountOf,
  notPaid,
  paid,
  TRADE_NO,
  unreadable,
  type UnverifiedNotice,
  type PaymentNotice,
  type UnreadableNotice,
} from './payment-notice.js';

/** Longest body that is looked at, in characters. Fully omitUndefined in, with every extra field, a notice has about 6,000. */
const BODY_LIMIT = 8 * 1024;

/**
 * The form that AIO posts to ReturnURL (developers.ecpay.com.tw/?p=2878, ?p=16538), its body as it came. Undefined for
 * what is no such form.
 */
export function readAioNotice(body: string): UnverifiedNotice | undefined {
  if (body.length > BODY_LIMIT) return undefined;
  const form = readForm(body);
  const paymentMerchantId = form?.['MerchantID'];
  if (form === undefined || paymentMerchantId === undefined || !isMerchantId(paymentMerchantId)) return undefined;
  return {
    paymentMerchantId,
    verify(keys) {
      verifyNotice(form, keys);
      return noticeIn(form, paymentMerchantId);
    },
  };
}

/** A whole number as ECPay writes it: no sign, no leading zero, no space. */
const digits = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,9})$/, 'no whole number')
  .transform(Number);
const optionalDigits = z.union([z.literal('').transform(() => undefined), digits]).optional();
const optional = z.string().optional();

const outcome = z.object({ RtnCode: digits, RtnMsg: optional, MerchantTradeNo: optional });
const everyField = z.object(Object.fromEntries(NOTICE_FIELDS.map((name) => [name, z.string()])));
const payment = z.object({
  MerchantTradeNo: z.string().min(1),
  TradeNo: z.string().regex(TRADE_NO, 'no number of ECPay’s'),
  TradeAmt: digits,
  PaymentDate: z.string(),
  SimulatePaid: z.string().min(1),
  PaymentType: z.string().min(1),
  amount: optionalDigits,
  red_de_amt: optionalDigits,
  stage: optional,
  PeriodType: optional,
  Frequency: optional,
  ExecTimes: optional,
  PeriodAmount: optional,
});

/** What a verified form says. A payment is told only by a form with every field that ECPay sends. */
function noticeIn(form: Form, paymentMerchantId: string): PaymentNotice | UnreadableNotice {
  const said = outcome.safeParse(form);
  if (!said.success) return unreadable(said.error);
  const { RtnCode, RtnMsg, MerchantTradeNo } = said.data;
  if (RtnCode !== 1) return notPaid(paymentMerchantId, { RtnCode, RtnMsg }, MerchantTradeNo);
  const complete = everyField.safeParse(form);
  if (!complete.success) return unreadable(complete.error);
  const parsed = payment.safeParse(form);
  if (!parsed.success) return unreadable(parsed.error);
  const { TradeAmt, amount, red_de_amt: deducted, PaymentType, stage } = parsed.data;
  if (!isAmountOf(TradeAmt, amount, deducted)) return { problems: ['amount: is not that of TradeAmt'] };
  const { PeriodType, Frequency, ExecTimes, PeriodAmount } = parsed.data;
  const by = paidBy(PaymentType, stage, [PeriodType, Frequency, ExecTimes, PeriodAmount]);
  return paid(paymentMerchantId, { RtnCode, RtnMsg }, parsed.data, by);
}
