/** The envelope of the embedded checkout: Data without a CheckMacValue (developers.ecpay.com.tw/?p=9040, ?p=9083). */
import { z } from 'zod';
import { encrypt } from '../cipher.js';
import { ecpayMessage } from '../ecpay-message.js';
import { optionalText, wholeNumber } from '../endpoints/reply-fields.js';
import { unixSeconds } from '../envelope.js';
import { EnvelopeRefusedError } from '../errors/envelope-refused-error.js';
import type { MerchantPayment } from '../merchant.js';
import { parse } from '../reply.js';
import { encodingNeutralJson } from '../signed-data.js';

/** What is posted as JSON. */
export interface EmbeddedRequest {
  readonly MerchantID: string;
  readonly RqHeader: { readonly Timestamp: number };
  readonly Data: string;
}

/** `data`, encrypted with the newest key. `now` in ms since the epoch. */
export function embeddedRequest(data: object, { merchantId, keys }: MerchantPayment, now: number): EmbeddedRequest {
  return {
    MerchantID: merchantId,
    RqHeader: { Timestamp: unixSeconds(now) },
    Data: encrypt(encodingNeutralJson(data), keys[0]),
  };
}

const envelope = z.looseObject({ TransCode: wholeNumber, TransMsg: optionalText, Data: optionalText });

/**
 * Data in an answer, still encrypted. `sent` is what ECPay's words may repeat of the request.
 *
 * @throws NotAnECPayReplyError, EnvelopeRefusedError
 */
export function embeddedDataIn(answer: unknown, endpoint: string, sent?: object): string {
  const { TransCode, TransMsg = '', Data = '' } = parse(envelope, answer, { endpoint }, 'notAnEnvelope');
  if (TransCode !== 1) throw new EnvelopeRefusedError(endpoint, TransCode, ecpayMessage(TransMsg, sent));
  return Data;
}
