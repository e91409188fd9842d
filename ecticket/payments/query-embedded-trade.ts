import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { omitUndefined } from '../objects.js';
import type { MerchantPayment } from '../merchant.js';
import { checkSubject, parseJson } from '../reply.js';
import { taipeiMoment } from '../taipei-date.js';
import { embeddedDataIn, embeddedRequest } from './embedded-envelope.js';
import { decryptEmbedded, readEmbeddedTrade } from './embedded-message.js';
import { toSubject, type PaymentRef, type TradeResult } from './query-trade-info.js';

/** The embedded checkout's own query (developers.ecpay.com.tw/?p=9083, ?p=45927), on a host of its own. */
export const QUERY_EMBEDDED_TRADE = { name: 'QueryTrade', path: '/1.0.0/Cashier/QueryTrade' } as const;

/** A query: what is asked, and the envelope in which it is posted. */
export interface EmbeddedQuery {
  readonly asked: { readonly MerchantID: string; readonly MerchantTradeNo: string };
  readonly body: string;
}

/** `now` in ms since the epoch; ECPay refuses what is more than 10 minutes old. @throws InvalidRequestError */
export function toEmbeddedQuery(ref: PaymentRef, payment: MerchantPayment, now: number): EmbeddedQuery {
  const asked = toSubject(QUERY_EMBEDDED_TRADE.name, ref, payment.merchantId);
  return { asked, body: JSON.stringify(embeddedRequest({ PlatformID: '', ...asked }, payment, now)) };
}

/**
 * What an answer says. Data has no CheckMacValue: that it opens with the merchant's key, on a connection of our own, shows
 * its sender. A RtnCode other than 1 is a trade that ECPay does not know or has refused.
 *
 * @throws EnvelopeRefusedError, DataRejectedError, NotAnECPayReplyError
 */
export function embeddedResultOf(body: string, { asked }: EmbeddedQuery, { keys }: MerchantPayment): TradeResult {
  const from = { endpoint: QUERY_EMBEDDED_TRADE.name };
  const encrypted = embeddedDataIn(parseJson(body, from), from.endpoint, asked);
  const data = decryptEmbedded(encrypted, keys, { merchantId: asked.MerchantID, isAnswer: true });
  const said = readEmbeddedTrade(data);
  if ('problems' in said) throw new NotAnECPayReplyError(from.endpoint, 'unexpectedData', said.problems);
  checkSubject(from.endpoint, asked, { MerchantTradeNo: said.tradeNo });
  if (said.state === 'unpaid') {
    return { paid: false, tradeStatus: said.rtnCode === 1 ? (said.tradeStatus ?? '0') : String(said.rtnCode) };
  }
  const { TradeAmt: amount, TradeNo: reference, PaymentDate = '' } = said.trade;
  return omitUndefined({ paid: true as const, amount, reference, paidAt: taipeiMoment(PaymentDate), ...said.by });
}
