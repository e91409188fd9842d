import type { z } from 'zod';
import { ecpayWords } from './ecpay-words.js';
import { outcome } from './endpoints/outcome.js';
import { replyEnvelopeSchema, replyHeader, type ReplyHeader } from './envelope.js';
import { BusinessRefusalError } from './errors/business-refusal-error.js';
import { EnvelopeRefusedError } from './errors/envelope-refused-error.js';
import { NotAnECPayReplyError, type NotAnECPayReplyReason } from './errors/not-an-ecpay-reply-error.js';
import type { HashKeyPair } from './key-pair.js';
import { openSealed, type Opened } from './seal.js';

export interface Asked {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** Data of the request, in ECPay's names. */
  readonly data: unknown;
  /** Those that may have sealed the answer. */
  readonly keys: readonly HashKeyPair[];
}

/**
 * Opens an answer by the three checks in their order: TransCode (the envelope was accepted), the seal, RtnCode (ECPay
 * says yes). Nothing sealed is looked at before its checksum was verified.
 *
 * @throws NotAnECPayReplyError, EnvelopeRefusedError, SealBrokenError, BusinessRefusalError
 */
export function openReply(body: string, asked: Asked): Opened & { readonly header: ReplyHeader } {
  const envelope = parse(replyEnvelopeSchema, fromJson(body, asked), asked, 'notAnEnvelope');
  if (envelope.TransCode !== 1) {
    throw new EnvelopeRefusedError(asked.endpoint, envelope.TransCode, ecpayWords(envelope.TransMsg ?? '', asked.data));
  }
  const { Data = '', CheckMacValue = '' } = envelope;
  const opened = openSealed({ Data, CheckMacValue }, asked.keys);
  const { RtnCode, RtnMsg } = parse(outcome, opened.value, asked, 'unexpectedData');
  if (RtnCode !== 1) {
    throw new BusinessRefusalError(asked.endpoint, RtnCode, ecpayWords(RtnMsg ?? '', asked.data));
  }
  return { ...opened, header: replyHeader(envelope) };
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

function fromJson(body: string, { endpoint }: Asked): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new NotAnECPayReplyError(endpoint, 'notJson');
  }
}
