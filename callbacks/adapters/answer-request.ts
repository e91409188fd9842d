import { FAILED, plainText, POST_ONLY, REFUSED, TOO_LARGE, TOO_SLOW, type Answer } from '../answers.js';
import { UnreadBody } from '../body.js';
import type { CallbackRequest, Receiver } from '../receiver.js';
import { ParsedBodyError } from './parsed-body-error.js';

/** A request to a callback URL, independent of the framework. */
export interface AdapterRequest {
  readonly kind: CallbackRequest['kind'];
  readonly method: string | undefined;
  /** @throws ParsedBodyError, UnreadBody */
  readonly readBody: () => Promise<CallbackRequest['body']>;
}

const UNREAD_ANSWERS: Readonly<Record<UnreadBody['reason'], Answer>> = {
  tooLarge: TOO_LARGE,
  tooSlow: TOO_SLOW,
  brokenOff: REFUSED,
};

/** Reads a request, passes it to the receiver and returns the answer. Shared by all adapters. Never throws. */
export async function answerRequest(receiver: Receiver, request: AdapterRequest): Promise<Answer> {
  const { kind, method, readBody } = request;
  if (method !== 'POST') return POST_ONLY;
  try {
    return await receiver.receive({ kind, body: await readBody() });
  } catch (error) {
    if (error instanceof UnreadBody) {
      receiver.log.warn({ kind, refusal: error.reason }, 'refused a request whose body did not arrive completely');
      receiver.observation.countUnread(kind, error.reason);
      return UNREAD_ANSWERS[error.reason];
    }
    if (error instanceof ParsedBodyError) {
      receiver.log.error({ kind, reason: error.code }, error.message);
      receiver.observation.countUnread(kind, 'parsedBody');
      return plainText(500, error.message);
    }
    // The message of a foreign error may contain data that must not be logged.
    const reason = error instanceof Error ? error.name : typeof error;
    receiver.log.error({ kind, reason }, 'failed to handle a callback; ECPay will send it again');
    return FAILED;
  }
}
