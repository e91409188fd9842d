import { z } from 'zod';
import { filled } from '../filled.js';
import { optionalText, text, wholeNumber } from '../endpoints/lenient.js';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { parse } from '../reply.js';
import { examineShape, writePath } from '../shape.js';
import { taipeiMoment } from '../taipei-date.js';
import { lettersAndDigits, textField } from '../text-field.js';
import type { Form } from './form.js';

export const QUERY_TRADE_INFO = { name: 'QueryTradeInfo', path: '/Cashier/QueryTradeInfo/V5' } as const;

/** A payment by the number of its ticket order. */
export interface PaymentRef {
  /** The merchant whose tickets it pays for. */
  readonly merchantId: string;
  /** 1 to 20 letters and digits: the payment takes no longer ones. */
  readonly merchantTradeNo: string;
}

/** What ECPay's payment system knows of a payment. */
export type TradeResult = PaidTrade | UnpaidTrade;

export interface PaidTrade {
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
    mend: lettersAndDigits,
  }),
});
const reply = z.object({ TradeStatus: text });
const paidReply = z.object({
  MerchantTradeNo: text,
  TradeNo: text,
  TradeAmt: wholeNumber,
  PaymentDate: optionalText,
});

/** What is posted, but for its checksum. `now` in ms since the epoch. @throws InvalidRequestError */
export function toTradeData(ref: PaymentRef, paymentMerchantId: string, now: number): Form {
  const { data, findings } = examineShape(request, { MerchantTradeNo: ref.merchantTradeNo });
  if (data === undefined) {
    const violations = findings.map((finding) => ({ ...finding, path: writePath(finding.path) }));
    throw new InvalidRequestError(QUERY_TRADE_INFO.name, violations);
  }
  return {
    MerchantID: paymentMerchantId,
    MerchantTradeNo: data.MerchantTradeNo,
    TimeStamp: String(Math.floor(now / 1000)),
  };
}

/** What a verified answer to `asked` says. @throws NotAnECPayReplyError */
export function tradeResultOf(form: Form, asked: Form): TradeResult {
  const from = { endpoint: QUERY_TRADE_INFO.name };
  const { TradeStatus } = parse(reply, form, from, 'unexpectedData');
  if (TradeStatus !== '1') return { paid: false, tradeStatus: TradeStatus };
  const { MerchantTradeNo, TradeNo, TradeAmt, PaymentDate = '' } = parse(paidReply, form, from, 'unexpectedData');
  if (MerchantTradeNo !== asked['MerchantTradeNo']) {
    throw new NotAnECPayReplyError(from.endpoint, 'unexpectedData', ['MerchantTradeNo: of another payment']);
  }
  return filled({ paid: true as const, amount: TradeAmt, reference: TradeNo, paidAt: taipeiMoment(PaymentDate) });
}
