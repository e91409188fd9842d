import { z } from 'zod';
import { optionalText, wholeNumber } from './endpoints/reply-fields.js';
import { ecpayMessage } from './ecpay-message.js';
import { omitUndefined } from './objects.js';
import type { HashKeyPair } from './key-pair.js';
import { encryptAndSign, type SignedData } from './signed-data.js';

/** What we post to ECPay (developers.ecpay.com.tw, Ticket Issuance, Request). */
export interface RequestEnvelope extends SignedData {
  /** Null for a merchant who acts for itself. */
  readonly PlatformID: string | null;
  readonly MerchantID: string;
  /** Unix seconds; ECPay refuses what is more than 10 minutes old. Not covered by the checksum. */
  readonly RqHeader: { readonly Timestamp: number };
}

/** What we answer to a callback of ECPay's. */
export interface AnswerEnvelope extends SignedData {
  readonly MerchantID: string;
  readonly RpHeader: { readonly Timestamp: number };
  readonly TransCode: 1;
  readonly TransMsg: string;
}

/** Seals `data` (ECPay-named) into a request. `now` in milliseconds since the epoch. @throws UnencodableValueError */
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

/** The same request, sent at `now` (milliseconds since the epoch): the Timestamp is not sealed. */
export function timestamped(envelope: RequestEnvelope, now: number): RequestEnvelope {
  return { ...envelope, RqHeader: { Timestamp: unixSeconds(now) } };
}

/**
 * Our answer to a callback (developers.ecpay.com.tw/?p=46921, ?p=32228): RtnCode 1 says that we have it, anything else
 * makes ECPay send it again. `now` in milliseconds since the epoch.
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

const id = z.string().min(1).max(10);
/** Absent, null and empty are one: nobody acts for anybody. */
const platformId = z
  .string()
  .max(10)
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));
const header = z.looseObject({ Timestamp: z.number() });
const sealed = { Data: z.string().min(1), CheckMacValue: z.string().min(1) };

/** A request as ECPay would receive it. Fields we do not know pass through. */
export const requestEnvelopeSchema = z.looseObject({
  PlatformID: platformId,
  MerchantID: id,
  RqHeader: header,
  ...sealed,
});

/** ECPay's callback: like a request, and without a TransCode. Its header is not relied on. */
export const callbackEnvelopeSchema = z.looseObject({
  PlatformID: platformId,
  MerchantID: id,
  RqHeader: header.optional().catch(undefined),
  ...sealed,
});

/** ECPay's reply. Where TransCode is not 1 there may be no Data. Nothing but Data is covered by the checksum. */
export const replyEnvelopeSchema = z.looseObject({
  PlatformID: optionalText.catch(undefined),
  MerchantID: optionalText.catch(undefined),
  RpHeader: header.optional().catch(undefined),
  TransCode: wholeNumber,
  TransMsg: optionalText,
  Data: optionalText,
  CheckMacValue: optionalText,
});

/** What a reply says outside of Data, which nothing protects: for the log, not for decisions. */
export interface ReplyHeader {
  readonly platformId?: string;
  readonly merchantId?: string;
  /** Unix seconds. */
  readonly timestamp?: number;
  readonly transMsg?: string;
}

/** @see {@link ReplyHeader} */
export function replyHeader({ PlatformID, MerchantID, RpHeader, TransMsg }: ReplyEnvelope): ReplyHeader {
  return omitUndefined({
    platformId: PlatformID,
    merchantId: MerchantID,
    timestamp: RpHeader?.Timestamp,
    transMsg: TransMsg === undefined ? undefined : ecpayMessage(TransMsg, undefined),
  });
}

export type CallbackEnvelope = z.infer<typeof callbackEnvelopeSchema>;
export type ReplyEnvelope = z.infer<typeof replyEnvelopeSchema>;

/** As ECPay's timestamps count. */
export function unixSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
