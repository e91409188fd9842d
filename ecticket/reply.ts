/** Verifies ECPay's replies: TransCode, the checksum, the merchant and the order, and RtnCode. */
import type { z } from 'zod';
import { redactMessage } from './ecpay-message.js';
import { outcome } from './endpoints/endpoint.js';
import { replyEnvelopeSchema, replyHeader, type ReplyHeader } from './envelope.js';
import { BusinessRefusalError } from './errors/business-refusal-error.js';
import { EnvelopeRefusedError } from './errors/envelope-refused-error.js';
import { NotAnECPayReplyError, type NotAnECPayReplyReason } from './errors/not-an-ecpay-reply-error.js';
import type { HashKeyPair } from './key-pair.js';
import type { MerchantRef } from './naming/requests.js';
import { isRecord } from './objects.js';
import { verifyAndDecrypt, type VerifiedData } from './signed-data.js';

/** The request that a reply belongs to. */
export interface RequestContext {
  /** The endpoint's name. */
  readonly endpoint: string;
  readonly merchant: MerchantRef;
  /** Data of the request, in ECPay's names. */
  readonly data: unknown;
  /** The key pairs that may have encrypted the reply. */
  readonly keys: readonly HashKeyPair[];
  /** When the reply arrived by this machine's clock, in milliseconds since the epoch. */
  readonly receivedAt: number;
}

/**
 * Verifies a reply in three steps: TransCode (ECPay accepted the envelope), the checksum of Data, RtnCode (ECPay
 * carried out the request). It reads Data only after it has verified the checksum. It rejects a reply that names
 * another merchant, order or ticket than the request, because one key encrypts all replies to a merchant.
 *
 * @throws NotAnECPayReplyError, EnvelopeRefusedError, DataRejectedError, BusinessRefusalError
 */
export function verifyReply(body: string, request: RequestContext): VerifiedData & { readonly header: ReplyHeader } {
  const envelope = parseReply(replyEnvelopeSchema, parseJson(body, request), request, 'notAnEnvelope');
  if (envelope.TransCode !== 1) {
    const ecpaysTime = envelope.RpHeader?.Timestamp;
    throw new EnvelopeRefusedError(
      request.endpoint,
      envelope.TransCode,
      redactMessage(envelope.TransMsg ?? '', request.data),
      ecpaysTime === undefined ? undefined : request.receivedAt - ecpaysTime * 1000,
    );
  }
  const { Data = '', CheckMacValue = '', MerchantID } = envelope;
  const verified = verifyAndDecrypt({ Data, CheckMacValue }, request.keys, { allowUnencoded: true });
  const { merchantId, platformId } = request.merchant;
  // In the reply to a platform's request, ECPay may name the platform or the merchant.
  if (MerchantID !== platformId) assertSameSubject(request.endpoint, { MerchantID: merchantId }, { MerchantID });
  assertSameSubject(request.endpoint, request.data, verified.value);
  const { RtnCode, RtnMsg } = parseReply(outcome, verified.value, request, 'unexpectedData');
  if (RtnCode !== 1) {
    throw new BusinessRefusalError(request.endpoint, RtnCode, redactMessage(RtnMsg ?? '', request.data));
  }
  return { ...verified, header: replyHeader(envelope) };
}

/**
 * The fields that identify the subject of a request. The case of a trade number matters. A ticket number or redemption
 * number may have been typed by hand, so its case does not matter.
 */
const SUBJECT_FIELDS: readonly { readonly name: string; readonly ignoreCase?: true }[] = [
  { name: 'MerchantID' },
  { name: 'MerchantTradeNo' },
  { name: 'FreeTradeNo' },
  { name: 'TicketNo', ignoreCase: true },
  { name: 'WriteOffNo', ignoreCase: true },
];

const ORDER_NUMBERS = [
  ['MerchantTradeNo', 'FreeTradeNo'],
  ['FreeTradeNo', 'MerchantTradeNo'],
] as const;

/**
 * Asserts that a reply is about the same merchant, order and ticket as the request, both in ECPay's names. It ignores
 * fields that are absent or blank in the reply.
 *
 * @throws NotAnECPayReplyError
 */
export function assertSameSubject(endpoint: string, request: unknown, reply: unknown): void {
  if (!isRecord(request) || !isRecord(reply)) return;
  const different = SUBJECT_FIELDS.filter(({ name, ignoreCase }) => {
    const [requested, received] = [identifierIn(request, name), identifierIn(reply, name)];
    if (requested === undefined || received === undefined) return false;
    return ignoreCase ? requested.toLowerCase() !== received.toLowerCase() : requested !== received;
  });
  // An order has one of two numbers: a request with the first and a reply with only the second are about two orders.
  const has = (fields: Readonly<Record<string, unknown>>, name: string) => identifierIn(fields, name) !== undefined;
  const hasOtherNumber = ORDER_NUMBERS.some(
    ([first, second]) => has(request, first) && !has(request, second) && has(reply, second) && !has(reply, first),
  );
  if (different.length === 0 && !hasOtherNumber) return;
  const problems = different.map(({ name }) => `${name}: differs from the request`);
  throw new NotAnECPayReplyError(endpoint, 'unexpectedData', hasOtherNumber ? ['it is about another order'] : problems);
}

/** Reads an identifier, which may be text or a number. Blank text counts as absent. */
function identifierIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined;
}

/**
 * Parses a value of a reply with a schema.
 *
 * @throws NotAnECPayReplyError with the given reason and the names of the invalid fields, without their values.
 */
export function parseReply<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { endpoint }: Pick<RequestContext, 'endpoint'>,
  reason: NotAnECPayReplyReason,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new NotAnECPayReplyError(endpoint, reason, problems);
}

/** Removes a byte order mark, which some systems write before JSON or a form. */
export function withoutByteOrderMark(body: string): string {
  return body.replace(/^\uFEFF/, '');
}

/** @throws NotAnECPayReplyError */
export function parseJson(body: string, { endpoint }: Pick<RequestContext, 'endpoint'>): unknown {
  try {
    return JSON.parse(withoutByteOrderMark(body));
  } catch {
    throw new NotAnECPayReplyError(endpoint, 'notJson');
  }
}
