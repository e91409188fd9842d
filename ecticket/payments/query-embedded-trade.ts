import { z } from 'zod';
import { encrypt } from '../cipher.js';
import { ecpayWords } from '../ecpay-words.js';
import { optionalText, wholeNumber } from '../endpoints/lenient.js';
import { EnvelopeRefusedError } from '../errors/envelope-refused-error.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { filled } from '../filled.js';
import type { MerchantPayment } from '../merchants.js';
import { checkSubject, fromJson, parse } from '../reply.js';
import { neutralJson } from '../seal.js';
import { taipeiMoment } from '../taipei-date.js';
import { openEmbedded, readEmbeddedTrade } from './embedded-message.js';
import { toSubject, type PaymentRef, type TradeResult } from './query-trade-info.js';

/** The embedded checkout's own query (developers.ecpay.com.tw/?p=9083, ?p=45927), on a host of its own. */
export const QUERY_EMBEDDED_TRADE = { name: 'QueryTrade', path: '/1.0.0/Cashier/QueryTrade' } as const;

/** A query: what is asked, and the envelope in which it is posted. */
export interface EmbeddedQuery {
  readonly asked: { readonly MerchantID: string; readonly MerchantTradeNo: string };
  readonly body: string;
}

const envelope = z.looseObject({ TransCode: wholeNumber, TransMsg: optionalText, Data: optionalText });

/** `now` in ms since the epoch; ECPay refuses what is more than 10 minutes old. @throws InvalidRequestError */
export function toEmbeddedQuery(ref: PaymentRef, { merchantId, keys }: MerchantPayment, now: number): EmbeddedQuery {
  const asked = toSubject(QUERY_EMBEDDED_TRADE.name, ref, merchantId);
  const body = {
    MerchantID: merchantId,
    RqHeader: { Timestamp: Math.floor(now / 1000) },
    Data: encrypt(neutralJson({ PlatformID: '', ...asked }), keys[0]),
  };
  return { asked, body: JSON.stringify(body) };
}

/**
 * What an answer says. Data has no CheckMacValue: that it opens with the merchant's key, on a connection of our own, shows
 * its sender. A RtnCode other than 1 is a trade that ECPay does not know or has refused.
 *
 * @throws EnvelopeRefusedError, SealBrokenError, NotAnECPayReplyError
 */
export function embeddedResultOf(body: string, { asked }: EmbeddedQuery, { keys }: MerchantPayment): TradeResult {
  const from = { endpoint: QUERY_EMBEDDED_TRADE.name };
  const { TransCode, TransMsg = '', Data = '' } = parse(envelope, fromJson(body, from), from, 'notAnEnvelope');
  if (TransCode !== 1) throw new EnvelopeRefusedError(from.endpoint, TransCode, ecpayWords(TransMsg, asked));
  const data = openEmbedded(Data, keys, { merchantId: asked.MerchantID, isAnswer: true });
  const said = readEmbeddedTrade(data);
  if ('problems' in said) throw new NotAnECPayReplyError(from.endpoint, 'unexpectedData', said.problems);
  checkSubject(from.endpoint, asked, { MerchantTradeNo: said.tradeNo });
  if (said.state === 'unpaid') {
    return { paid: false, tradeStatus: said.rtnCode === 1 ? (said.tradeStatus ?? '0') : String(said.rtnCode) };
  }
  const { TradeAmt: amount, TradeNo: reference, PaymentDate = '' } = said.trade;
  return filled({ paid: true as const, amount, reference, paidAt: taipeiMoment(PaymentDate), ...said.by });
}
