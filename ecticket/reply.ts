import type { z } from 'zod';
import { ecpayMessage } from './ecpay-message.js';
import { outcome } from './endpoints/endpoint.js';
import { replyEnvelopeSchema, replyHeader, type ReplyHeader } from './envelope.js';
import { BusinessRefusalError } from './errors/business-refusal-error.js';
import { EnvelopeRefusedError } from './errors/envelope-refused-error.js';
import { NotAnECPayReplyError, type NotAnECPayReplyReason } from './errors/not-an-ecpay-reply-error.js';
import type { HashKeyPair } from './key-pair.js';
import type { MerchantRef } from './naming/requests.js';
import { isRecord } from './objects.js';
import { verifyAndDecrypt, type VerifiedData } from './signed-data.js';

export interface Asked {
  /** The endpoint's name. */
  readonly endpoint: string;
  readonly who: MerchantRef;
  /** Data of the request, in ECPay's names. */
  readonly data: unknown;
  /** Those that may have sealed the answer. */
  readonly keys: readonly HashKeyPair[];
}

/**
 * Opens an answer by the three checks in their order: TransCode (the envelope was accepted), the seal, RtnCode (ECPay
 * says yes). Nothing sealed is looked at before its checksum was verified, and nothing is believed that names another
 * merchant, order or ticket than was asked for: one key opens the answers to all of a merchant's questions.
 *
 * @throws NotAnECPayReplyError, EnvelopeRefusedError, DataRejectedError, BusinessRefusalError
 */
export function verifyReply(body: string, asked: Asked): VerifiedData & { readonly header: ReplyHeader } {
  const envelope = parse(replyEnvelopeSchema, parseJson(body, asked), asked, 'notAnEnvelope');
  if (envelope.TransCode !== 1) {
    throw new EnvelopeRefusedError(
      asked.endpoint,
      envelope.TransCode,
      ecpayMessage(envelope.TransMsg ?? '', asked.data),
    );
  }
  const { Data = '', CheckMacValue = '', MerchantID } = envelope;
  const opened = verifyAndDecrypt({ Data, CheckMacValue }, asked.keys, { allowUnencoded: true });
  const { merchantId, platformId } = asked.who;
  // Of a platform's call, ECPay may name either.
  if (MerchantID !== platformId) checkSubject(asked.endpoint, { MerchantID: merchantId }, { MerchantID });
  checkSubject(asked.endpoint, asked.data, opened.value);
  const { RtnCode, RtnMsg } = parse(outcome, opened.value, asked, 'unexpectedData');
  if (RtnCode !== 1) {
    throw new BusinessRefusalError(asked.endpoint, RtnCode, ecpayMessage(RtnMsg ?? '', asked.data));
  }
  return { ...opened, header: replyHeader(envelope) };
}

/** What names the subject of a call. A trade number's case counts; a ticket's number may have been typed by hand. */
const SUBJECTS: readonly { readonly name: string; readonly anyCase?: true }[] = [
  { name: 'MerchantID' },
  { name: 'MerchantTradeNo' },
  { name: 'FreeTradeNo' },
  { name: 'TicketNo', anyCase: true },
  { name: 'WriteOffNo', anyCase: true },
];

/**
 * Checks that an answer is about what was `asked` for, in ECPay's names; what it does not name, or leaves blank, is not
 * held against it.
 *
 * @throws NotAnECPayReplyError
 */
export function checkSubject(endpoint: string, asked: unknown, answered: unknown): void {
  if (!isRecord(asked) || !isRecord(answered)) return;
  const others = SUBJECTS.filter(({ name, anyCase }) => {
    const [wanted, given] = [numberIn(asked, name), numberIn(answered, name)];
    if (wanted === undefined || given === undefined) return false;
    return anyCase ? wanted.toLowerCase() !== given.toLowerCase() : wanted !== given;
  });
  // An order has one of two numbers: one that is asked for by the first, and is answered by the second alone, is another.
  const has = (names: Readonly<Record<string, unknown>>, name: string) => numberIn(names, name) !== undefined;
  const isOtherKind = ORDER_NUMBERS.some(
    ([one, other]) => has(asked, one) && !has(asked, other) && has(answered, other) && !has(answered, one),
  );
  if (others.length === 0 && !isOtherKind) return;
  const problems = others.map(({ name }) => `${name}: of another than was asked for`);
  throw new NotAnECPayReplyError(endpoint, 'unexpectedData', isOtherKind ? ['of another order'] : problems);
}

const ORDER_NUMBERS = [
  ['MerchantTradeNo', 'FreeTradeNo'],
  ['FreeTradeNo', 'MerchantTradeNo'],
] as const;

/** A number may come as a text or not; a blank one is none. */
function numberIn(names: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = names[name];
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined;
}

/** @throws NotAnECPayReplyError naming the fields that do not fit, and none of their values. */
export function parse<T>(
  schema: z.ZodType<T>,
  value: unknown,
  asked: Pick<Asked, 'endpoint'>,
  otherwise: NotAnECPayReplyReason,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new NotAnECPayReplyError(asked.endpoint, otherwise, problems);
}

/** Some systems begin an answer with a byte order mark, which neither JSON nor a form has. */
export function withoutByteOrderMark(body: string): string {
  return body.replace(/^\uFEFF/, '');
}

/** @throws NotAnECPayReplyError */
export function parseJson(body: string, { endpoint }: Pick<Asked, 'endpoint'>): unknown {
  try {
    return JSON.parse(withoutByteOrderMark(body));
  } catch {
    throw new NotAnECPayReplyError(endpoint, 'notJson');
  }
}
