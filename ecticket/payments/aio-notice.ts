import { z } from 'zod';
import { nonEmptyText } from '../bounded-text.js';
import { isMerchantId } from '../check-merchant.js';
import { NOTICE_FIELDS, type Form } from './form-fields.js';
import { paidBy } from './payment-method.js';
import {
  matchesTradeAmount,
  notPaid,
  paid,
  toProblems,
  TRADE_NO,
  type UnverifiedNotice,
  type PaymentNotice,
  type UnreadableNotice,
} from './payment-notice.js';
import { readForm, verifyNotice } from './signed-form.js';

/** Maximum length of a body in characters. A notification with every field at its maximum has about 6,000. */
const MAX_BODY_LENGTH = 8 * 1024;

/**
 * Reads the form that AIO posts to ReturnURL (developers.ecpay.com.tw/?p=2878, ?p=16538).
 *
 * @param body the request body, unchanged
 * @returns the notification, or undefined if the body is not such a form
 */
export function readAioNotice(body: string): UnverifiedNotice | undefined {
  if (body.length > MAX_BODY_LENGTH) return undefined;
  const form = readForm(body);
  const paymentMerchantId = form?.['MerchantID'];
  if (form === undefined || paymentMerchantId === undefined || !isMerchantId(paymentMerchantId)) return undefined;
  return {
    paymentMerchantId,
    verify(keys) {
      verifyNotice(form, keys);
      return toNotice(form, paymentMerchantId);
    },
  };
}

/** A whole number as ECPay writes it: without sign, leading zeros and spaces. */
const digits = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,9})$/, 'not a whole number')
  .transform(Number);
const optionalDigits = z.union([z.literal('').transform(() => undefined), digits]).optional();
const optional = z.string().optional();

const outcome = z.object({ RtnCode: digits, RtnMsg: optional, MerchantTradeNo: optional });
const everyField = z.object(Object.fromEntries(NOTICE_FIELDS.map((name) => [name, z.string()])));
const payment = z.object({
  MerchantTradeNo: nonEmptyText,
  TradeNo: z.string().regex(TRADE_NO, 'not a number of ECPay’s'),
  TradeAmt: digits,
  PaymentDate: z.string(),
  SimulatePaid: nonEmptyText,
  PaymentType: nonEmptyText,
  amount: optionalDigits,
  red_de_amt: optionalDigits,
  stage: optional,
  PeriodType: optional,
  Frequency: optional,
  ExecTimes: optional,
  PeriodAmount: optional,
});

/** Converts a verified form. Only a form with every field that ECPay sends counts as a payment. */
function toNotice(form: Form, paymentMerchantId: string): PaymentNotice | UnreadableNotice {
  const parsedOutcome = outcome.safeParse(form);
  if (!parsedOutcome.success) return { problems: toProblems(parsedOutcome.error) };
  const { RtnCode, RtnMsg, MerchantTradeNo } = parsedOutcome.data;
  if (RtnCode !== 1) return notPaid(paymentMerchantId, { RtnCode, RtnMsg }, MerchantTradeNo);
  const complete = everyField.safeParse(form);
  if (!complete.success) return { problems: toProblems(complete.error) };
  const parsed = payment.safeParse(form);
  if (!parsed.success) return { problems: toProblems(parsed.error) };
  const { TradeAmt, amount, red_de_amt: deducted, PaymentType, stage } = parsed.data;
  if (!matchesTradeAmount(TradeAmt, amount, deducted)) return { problems: ['amount: differs from TradeAmt'] };
  const { PeriodType, Frequency, ExecTimes, PeriodAmount } = parsed.data;
  const by = paidBy(PaymentType, stage, [PeriodType, Frequency, ExecTimes, PeriodAmount]);
  return paid(paymentMerchantId, { RtnCode, RtnMsg }, parsed.data, by);
}
