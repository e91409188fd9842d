import { z } from 'zod';
import { nonEmptyText, textUpTo } from './bounded-text.js';
import { optionalText, wholeNumber } from './endpoints/reply-fields.js';
import { redactMessage } from './ecpay-message.js';
import { omitUndefined } from './objects.js';
import type { HashKeyPair } from './key-pair.js';
import { encryptAndSign, type SignedData } from './signed-data.js';

/** The envelope of a request to ECPay (developers.ecpay.com.tw, Ticket Issuance, Request). */
export interface RequestEnvelope extends SignedData {
  /** Null for a merchant without a platform. */
  readonly PlatformID: string | null;
  readonly MerchantID: string;
  /** Unix seconds. ECPay refuses requests that are more than 10 minutes old. The checksum does not cover it. */
  readonly RqHeader: { readonly Timestamp: number };
}

/** The envelope of the receiver's answer to a callback from ECPay. */
export interface AnswerEnvelope extends SignedData {
  readonly MerchantID: string;
  readonly RpHeader: { readonly Timestamp: number };
  readonly TransCode: 1;
  readonly TransMsg: string;
}

/**
 * Encrypts and signs Data, and puts it into a request envelope.
 *
 * @param request `data` in ECPay's names; `now` in milliseconds since the epoch
 * @throws UnencodableValueError
 */
export function requestEnvelope(request: {
  readonly merchantId: string;
  readonly platformId?: string | undefined;
  readonly data: unknown;
  readonly keys: HashKeyPair;
  readonly now: number;
}): RequestEnvelope {
  return {
    PlatformID: request.platformId ?? null,
    MerchantID: request.merchantId,
    RqHeader: { Timestamp: unixSeconds(request.now) },
    ...encryptAndSign(request.data, request.keys),
  };
}

/** Updates the Timestamp to `now` (milliseconds since the epoch). The checksum does not cover it. */
export function timestamped(envelope: RequestEnvelope, now: number): RequestEnvelope {
  return { ...envelope, RqHeader: { Timestamp: unixSeconds(now) } };
}

/**
 * Creates the answer to a callback (developers.ecpay.com.tw/?p=46921, ?p=32228). RtnCode 1 acknowledges the callback.
 * After any other RtnCode, ECPay sends the callback again.
 *
 * @param answer `now` in milliseconds since the epoch
 */
export function answerEnvelope(answer: {
  readonly merchantId: string;
  readonly keys: HashKeyPair;
  readonly now: number;
  readonly rtnCode: number;
  readonly rtnMsg: string;
}): AnswerEnvelope {
  return {
    MerchantID: answer.merchantId,
    RpHeader: { Timestamp: unixSeconds(answer.now) },
    TransCode: 1,
    TransMsg: '',
    ...encryptAndSign({ RtnCode: answer.rtnCode, RtnMsg: answer.rtnMsg }, answer.keys),
  };
}

const id = textUpTo(10).regex(/[^]/);
/** Absent, null and empty all mean that there is no platform. */
const platformId = textUpTo(10)
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));
const header = z.looseObject({ Timestamp: z.number() });
const signedData = { Data: nonEmptyText, CheckMacValue: nonEmptyText };

/** A request as ECPay receives it. Unknown fields pass through. */
export const requestEnvelopeSchema = z.looseObject({
  PlatformID: platformId,
  MerchantID: id,
  RqHeader: header,
  ...signedData,
});

/** A callback from ECPay: like a request, without a TransCode. The receiver ignores its header. */
export const callbackEnvelopeSchema = z.looseObject({
  PlatformID: platformId,
  MerchantID: id,
  RqHeader: header.optional().catch(undefined),
  ...signedData,
});

/** A reply from ECPay. Data may be absent if TransCode is not 1. The checksum covers only Data. */
export const replyEnvelopeSchema = z.looseObject({
  PlatformID: optionalText.catch(undefined),
  MerchantID: optionalText.catch(undefined),
  RpHeader: header.optional().catch(undefined),
  TransCode: wholeNumber,
  TransMsg: optionalText,
  Data: optionalText,
  CheckMacValue: optionalText,
});

/** The fields of a reply outside of Data. The checksum does not cover them: use them for logs, not for decisions. */
export interface ReplyHeader {
  readonly platformId?: string;
  readonly merchantId?: string;
  /** Unix seconds. */
  readonly timestamp?: number;
  readonly transMsg?: string;
}

/** Converts the fields outside of Data to the client's names. */
export function replyHeader({ PlatformID, MerchantID, RpHeader, TransMsg }: ReplyEnvelope): ReplyHeader {
  return omitUndefined({
    platformId: PlatformID,
    merchantId: MerchantID,
    timestamp: RpHeader?.Timestamp,
    transMsg: TransMsg === undefined ? undefined : redactMessage(TransMsg, undefined),
  });
}

export type CallbackEnvelope = z.infer<typeof callbackEnvelopeSchema>;
export type ReplyEnvelope = z.infer<typeof replyEnvelopeSchema>;

/** Converts milliseconds since the epoch to Unix seconds, as in ECPay's timestamps. */
export function unixSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
