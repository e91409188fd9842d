import { z } from 'zod';
import { nonEmptyText } from '../bounded-text.js';
import { isMerchantId } from '../check-merchant.js';
import { wholeNumber } from '../endpoints/reply-fields.js';
import { decryptEmbedded, readEmbeddedTrade, tryParseJson } from './embedded-message.js';
import { notPaid, paid, type UnverifiedNotice } from './payment-notice.js';

/** A notification with another TransCode than 1 has no encrypted Data, so nothing authenticates it. */
const envelope = z.looseObject({
  MerchantID: z.string().refine(isMerchantId),
  TransCode: wholeNumber.pipe(z.literal(1)),
  Data: nonEmptyText,
});

/**
 * Reads the JSON that the embedded checkout posts to ReturnURL (developers.ecpay.com.tw/?p=9058, ?p=22940). Data is
 * encrypted with the payment merchant's key and has no checksum. The notification is therefore only a hint: call
 * `PaymentApi.queryEmbeddedTrade` before you rely on the payment.
 *
 * @param body the request body, unchanged
 * @returns the notification, or undefined if the body is not such an envelope
 */
export function readEmbeddedNotice(body: string): UnverifiedNotice | undefined {
  const parsed = envelope.safeParse(tryParseJson(body));
  if (!parsed.success) return undefined;
  const { MerchantID: paymentMerchantId, Data } = parsed.data;
  return {
    paymentMerchantId,
    verify(keys) {
      const trade = readEmbeddedTrade(decryptEmbedded(Data, keys, { merchantId: paymentMerchantId }));
      if ('problems' in trade) return trade;
      const outcome = { RtnCode: trade.rtnCode, RtnMsg: trade.rtnMsg };
      if (trade.state === 'unpaid') return notPaid(paymentMerchantId, outcome, trade.tradeNo);
      return paid(paymentMerchantId, outcome, { ...trade.trade, SimulatePaid: trade.simulated }, trade.by);
    },
  };
}
