import { z } from 'zod';
import { ecpayWords } from '../ecpay-words.js';
import { optionalText, text, wholeNumber } from '../endpoints/lenient.js';
import { filled } from '../filled.js';
import { taipeiMoment } from '../taipei-date.js';
import type { PaymentKeyPair } from './payment-key-pair.js';

/** What ECPay says of a payment at ReturnURL, whichever of its services took it. */
export type PaymentNotice = Paid | NotPaid;

interface Said {
  /** The merchant of the payment, whose MerchantID may be another than the one its tickets are issued under. */
  readonly paymentMerchantId: string;
  /** 1 is paid. */
  readonly rtnCode: number;
  /** ECPay's own words, in which what looks like a person's data is hidden. */
  readonly rtnMsg: string;
}

export interface Paid extends Said {
  readonly paid: true;
  /** A test notification from ECPay's back office: nobody has paid. */
  readonly simulated: boolean;
  /** The number of the payment is that of the ticket order. */
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

/** A notice that is ECPay's and yet lacks what is needed; without values. */
export interface UnreadableNotice {
  readonly problems: readonly string[];
}

/** A notification before it is verified. Only whose it claims to be can be seen, so that the keys can be found. */
export interface ClosedNotice {
  readonly paymentMerchantId: string;
  /** @throws SealBrokenError where no holder of one of the `keys` has sent it. */
  open(keys: readonly PaymentKeyPair[]): PaymentNotice | UnreadableNotice;
}

const said = z.looseObject({ RtnCode: wholeNumber, RtnMsg: optionalText });
const payment = z.object({
  MerchantTradeNo: text,
  TradeNo: text,
  TradeAmt: wholeNumber,
  PaymentDate: optionalText,
  SimulatePaid: optionalText,
});
const numbered = z.object({ MerchantTradeNo: optionalText }).catch({});

/** The notice in verified `fields`: what we need of them is checked, a number may be a text. */
export function noticeOf(paymentMerchantId: string, fields: unknown): PaymentNotice | UnreadableNotice {
  const outcome = said.safeParse(fields);
  if (!outcome.success) return unreadable(outcome.error);
  const { RtnCode: rtnCode, RtnMsg = '' } = outcome.data;
  const common = { paymentMerchantId, rtnCode, rtnMsg: ecpayWords(RtnMsg, undefined) };
  if (rtnCode !== 1) {
    return filled({ ...common, paid: false as const, merchantTradeNo: numbered.parse(fields).MerchantTradeNo });
  }
  const details = payment.safeParse(fields);
  if (!details.success) return unreadable(details.error);
  const { MerchantTradeNo, TradeNo, TradeAmt, PaymentDate = '', SimulatePaid = '0' } = details.data;
  return filled({
    ...common,
    paid: true as const,
    // Only a plain no is none: tickets are not given away for a value that nobody knows.
    simulated: SimulatePaid !== '0',
    merchantTradeNo: MerchantTradeNo,
    amount: TradeAmt,
    reference: TradeNo,
    paidAt: taipeiMoment(PaymentDate),
  });
}

function unreadable({ issues }: z.ZodError): UnreadableNotice {
  return { problems: issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
}
