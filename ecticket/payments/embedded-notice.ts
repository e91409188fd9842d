import { z } from 'zod';
import { isMerchantId } from '../check-merchant.js';
import { wholeNumber } from '../endpoints/reply-fields.js';
import { parseJson, decryptEmbedded, readEmbeddedTrade } from './embedded-message.js';
import { notPaid, paid, type UnverifiedNotice } from './payment-notice.js';

/** Where TransCode is not 1 there is nothing sealed that could be believed. */
const envelope = z.looseObject({
  MerchantID: z.string().refine(isMerchantId),
  TransCode: wholeNumber.pipe(z.literal(1)),
  Data: z.string().min(1),
});

/**
 * The JSON that the embedded checkout posts to ReturnURL (developers.ecpay.com.tw/?p=9058, ?p=22940), its body as it
 * came: Data sealed with the payment merchant's key, and no checksum. It is a hint and never a proof: ask
 * `PaymentApi.queryEmbeddedTrade` before money counts. Undefined for what is no such envelope.
 */
export function readEmbeddedNotice(body: string): UnverifiedNotice | undefined {
  const parsed = envelope.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { MerchantID: paymentMerchantId, Data } = parsed.data;
  return {
    paymentMerchantId,
    verify(keys) {
      const said = readEmbeddedTrade(decryptEmbedded(Data, keys, { merchantId: paymentMerchantId }));
      if ('problems' in said) return said;
      const outcome = { RtnCode: said.rtnCode, RtnMsg: said.rtnMsg };
      if (said.state === 'unpaid') return notPaid(paymentMerchantId, outcome, said.tradeNo);
      return paid(paymentMerchantId, outcome, { ...said.trade, SimulatePaid: said.simulated }, said.by);
    },
  };
}
