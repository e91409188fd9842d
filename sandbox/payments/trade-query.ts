import { z } from 'zod';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import { timeProblem } from '../protocol/transmission.js';
import type { PaymentMerchant, PaymentMerchants } from './payment-merchant.js';

const THREE_MINUTES = 3 * 60_000;

type Form = Readonly<Record<string, string>>;

export interface TradeQuery {
  readonly merchant: PaymentMerchant;
  readonly merchantTradeNo: string;
}

const query = z.object({
  MerchantID: z.string().min(1),
  MerchantTradeNo: z.string().min(1),
  // In seconds: the many digits of milliseconds would be believed for ever.
  TimeStamp: z.string().regex(/^\d{10,11}$/),
  CheckMacValue: z.string().min(1),
});

/** The fields of a posted form; undefined where a name stands twice. */
export function formOf(body: unknown): Form | undefined {
  const params = [...new URLSearchParams(typeof body === 'string' ? body : '')];
  const form = Object.fromEntries(params);
  return Object.keys(form).length === params.length ? form : undefined;
}

/**
 * Reads what is asked of QueryTradeInfo (developers.ecpay.com.tw/?p=2890); a text says why it is refused. `now`: the
 * sandbox's time, ms.
 */
export function readTradeQuery(form: Form | undefined, merchants: PaymentMerchants, now: number): TradeQuery | string {
  const parsed = query.safeParse(form);
  if (form === undefined || !parsed.success) {
    return 'Post a form with MerchantID, MerchantTradeNo, TimeStamp (in seconds) and CheckMacValue, each once.';
  }
  const { MerchantID, MerchantTradeNo: merchantTradeNo, TimeStamp, CheckMacValue } = parsed.data;
  const problem = timeProblem(Number(TimeStamp), { oldest: THREE_MINUTES, now });
  if (problem === 'stale') return 'TimeStamp is more than 3 minutes old.';
  if (problem === 'future') return 'TimeStamp is in the future.';
  const merchant = merchants.withId(MerchantID).find((each) => aioCheckMacValue(form, each) === CheckMacValue);
  return merchant ? { merchant, merchantTradeNo } : 'There is no such payment merchant, or CheckMacValue differs.';
}
