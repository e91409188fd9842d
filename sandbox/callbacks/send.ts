import type { HashKeyPair, SignedData } from '../../ecticket/index.js';
import type { Attempt, Callback, Order } from '../orders/order.js';
import type { EncryptData } from '../protocol/encrypt-data.js';
import type { Merchants } from '../protocol/merchants.js';
import type { Clock } from '../time/clock.js';
import { formatDate } from '../time/taipei.js';
import { findAnswerProblem } from './answer.js';
import { createCallbackData } from './data.js';
import { post } from './post.js';

/** How long ECPay waits for an answer: about ten seconds. */
export const ANSWER_TIMEOUT_MS = 10_000;

const MAX_STORED_ANSWER_LENGTH = 500;

export interface SendParts {
  readonly clock: Clock;
  readonly merchants: Merchants;
  readonly encryptData: EncryptData;
  readonly signal: AbortSignal;
  readonly answerTimeoutMs: number;
}

/** Returns the body of a callback: an envelope without a TransCode. The timestamp is real time, as in all requests. */
export function callbackBody(
  { merchantId, platformId }: Pick<Order, 'merchantId' | 'platformId'>,
  data: object,
  encrypt: (data: object) => SignedData,
): string {
  return JSON.stringify({
    PlatformID: platformId ?? null,
    MerchantID: merchantId,
    RqHeader: { Timestamp: Math.floor(Date.now() / 1000) },
    ...encrypt(data),
  });
}

/** A callback as it leaves ECPay. */
export interface CallbackMessage {
  readonly url: string;
  readonly body: string;
  /** The keys that the merchant may sign its answer with. */
  readonly keys: readonly HashKeyPair[];
}

/**
 * Creates the message of a callback as ECPay does, encrypted with the newest key of the merchant or platform that
 * placed the order.
 */
export async function createMessage(
  { clock, merchants, encryptData }: SendParts,
  order: Order,
  callback: Callback,
): Promise<CallbackMessage> {
  callback.data ??= createCallbackData(callback, order, formatDate(clock.now()));
  const { keys } = await merchants.getActing(order);
  const body = callbackBody(order, callback.data, (data) => encryptData(data, keys[0]));
  return { url: callback.url, body, keys };
}

/** Sends a message and returns the result of the attempt. */
export async function sendMessage(
  { clock, answerTimeoutMs, signal }: SendParts,
  { url, body, keys }: CallbackMessage,
): Promise<Attempt> {
  const at = clock.now();
  const outcome = await post({ url, contentType: 'application/json', body, answerTimeoutMs, signal });
  if ('problem' in outcome) return { at, result: 'notAnswered', problem: outcome.problem };

  const { httpStatus } = outcome;
  const answer = outcome.body.slice(0, MAX_STORED_ANSWER_LENGTH);
  const problem = findAnswerProblem(httpStatus, outcome.body, keys);
  return problem === undefined
    ? { at, result: 'answered', httpStatus, answer }
    : { at, result: 'notAnswered', httpStatus, answer, problem };
}
