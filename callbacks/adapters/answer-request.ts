import { FAILED, plain, POST_ONLY, REFUSED, TOO_LARGE, TOO_SLOW, type Answer } from '../answers.js';
import type { Posted, Receiver } from '../receiver.js';
import { ParsedBodyError } from './parsed-body-error.js';
import { UnreadBody } from './read-body.js';

/** A request to a callback's address, of whatever framework. */
export interface CallbackRequest {
  readonly kind: Posted['kind'];
  readonly method: string | undefined;
  /** @throws ParsedBodyError, UnreadBody */
  readonly readBody: () => Promise<Posted['body']>;
}

const UNREAD: Readonly<Record<UnreadBody['reason'], Answer>> = {
  tooLarge: TOO_LARGE,
  tooSlow: TOO_SLOW,
  brokenOff: REFUSED,
};

/** What every adapter does between its framework's request and its framework's response. Never throws. */
export async function answerRequest(receiver: Receiver, request: CallbackRequest): Promise<Answer> {
  const { kind, method, readBody } = request;
  if (method !== 'POST') return POST_ONLY;
  try {
    return await receiver.receive({ kind, body: await readBody() });
  } catch (error) {
    if (error instanceof UnreadBody) {
      receiver.log.warn({ kind, refusal: error.reason }, 'refused a callback whose body did not come in whole');
      receiver.observation.unread(kind, error.reason);
      return UNREAD[error.reason];
    }
    if (error instanceof ParsedBodyError) {
      receiver.log.error({ kind, reason: error.code }, error.message);
      receiver.observation.unread(kind, 'parsedBody');
      return plain(500, error.message);
    }
    // Foreign errors may hold what must not be logged.
    const reason = error instanceof Error ? error.name : typeof error;
    receiver.log.error({ kind, reason }, 'failed at a callback; ECPay will send it again');
    return FAILED;
  }
}
