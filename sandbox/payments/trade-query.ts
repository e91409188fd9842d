import { z } from 'zod';
import { aioCheckMacValue } from './aio-check-mac-value.js';
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
 * Reads what is asked of QueryTradeInfo (developers.ecpay.com.tw/?p=2890); a text says why it is refused. Age goes by the
 * wall clock: time that was skipped in the sandbox does not make a query old that a client has just sent.
 */
export function readTradeQuery(form: Form | undefined, merchants: PaymentMerchants): TradeQuery | string {
  const parsed = query.safeParse(form);
  if (form === undefined || !parsed.success) {
    return 'Post a form with MerchantID, MerchantTradeNo, TimeStamp (in seconds) and CheckMacValue, each once.';
  }
  const { MerchantID, MerchantTradeNo: merchantTradeNo, TimeStamp, CheckMacValue } = parsed.data;
  if (Date.now() - Number(TimeStamp) * 1000 > THREE_MINUTES) return 'TimeStamp is more than 3 minutes old.';
  const merchant = Object.values(merchants).find(
    (each) => each.merchantId === MerchantID && aioCheckMacValue(form, each) === CheckMacValue,
  );
  return merchant ? { merchant, merchantTradeNo } : 'There is no such payment merchant, or CheckMacValue differs.';
}
