import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import type { MerchantPayment } from '../merchant.js';
import { omitUndefined } from '../objects.js';
import { assertSameSubject, parseJson } from '../reply.js';
import { taipeiMoment } from '../taipei-date.js';
import { decryptEmbedded, embeddedDataIn, embeddedRequest, readEmbeddedTrade } from './embedded-message.js';
import { toTradeSubject, type PaymentRef, type TradeResult, type TradeSubject } from './query-trade-info.js';

/** The query of the embedded checkout, which has its own host (developers.ecpay.com.tw/?p=9083, ?p=45927). */
export const QUERY_EMBEDDED_TRADE = { name: 'QueryTrade', path: '/1.0.0/Cashier/QueryTrade' } as const;

/** A query: the trade that it is about, and its encrypted body. */
export interface EmbeddedQuery {
  readonly subject: TradeSubject;
  readonly body: string;
}

/**
 * Creates a query.
 *
 * @param now milliseconds since the epoch; ECPay refuses requests that are more than 10 minutes old
 * @throws InvalidRequestError
 */
export function toEmbeddedQuery(ref: PaymentRef, payment: MerchantPayment, now: number): EmbeddedQuery {
  const subject = toTradeSubject(QUERY_EMBEDDED_TRADE.name, ref, payment.merchantId);
  return { subject, body: JSON.stringify(embeddedRequest({ PlatformID: '', ...subject }, payment, now)) };
}

/**
 * Reads the reply to a query. Data has no CheckMacValue: the merchant's key and the connection authenticate the
 * sender. A RtnCode other than 1 is a trade that ECPay does not have or has refused.
 *
 * @throws EnvelopeRefusedError, DataRejectedError, NotAnECPayReplyError
 */
export function readEmbeddedResult(body: string, { subject }: EmbeddedQuery, { keys }: MerchantPayment): TradeResult {
  const endpoint = QUERY_EMBEDDED_TRADE.name;
  const encrypted = embeddedDataIn(parseJson(body, { endpoint }), endpoint, subject);
  const data = decryptEmbedded(encrypted, keys, { merchantId: subject.MerchantID, isReply: true });
  const result = readEmbeddedTrade(data);
  if ('problems' in result) throw new NotAnECPayReplyError(endpoint, 'unexpectedData', result.problems);
  assertSameSubject(endpoint, subject, { MerchantTradeNo: result.tradeNo });
  if (result.state === 'unpaid') {
    return { paid: false, tradeStatus: result.rtnCode === 1 ? (result.tradeStatus ?? '0') : String(result.rtnCode) };
  }
  const { TradeAmt: amount, TradeNo: reference, PaymentDate = '' } = result.trade;
  return omitUndefined({ paid: true as const, amount, reference, paidAt: taipeiMoment(PaymentDate), ...result.by });
}
