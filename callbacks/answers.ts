import { answerEnvelope } from '../ecticket/envelope.js';
import type { HashKeyPair } from '../ecticket/key-pair.js';

/** An HTTP response. */
export interface Answer {
  readonly status: 200 | 400 | 404 | 405 | 408 | 413 | 429 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** For requests that are not ECPay's. Always the same, so that it reveals nothing about merchants, keys and orders. */
export const REFUSED: Answer = plainText(400, 'refused');
export const TOO_LARGE: Answer = plainText(413, 'too large');
/** For a callback that no order has. ECPay sends it again, because the answer is neither RtnCode 1 nor `1|OK`. */
export const TRY_AGAIN: Answer = plainText(503, 'try again');
export const NOT_FOUND: Answer = plainText(404, 'not found');
export const POST_ONLY: Answer = plainText(405, 'method not allowed', { allow: 'POST' });
/** Closes the connection, because the rest of the body is not awaited. */
export const TOO_SLOW: Answer = plainText(408, 'too slow', { connection: 'close' });
/** For a caller with many refused requests. The body is not read. */
export const TOO_MANY: Answer = plainText(429, 'too many', { 'retry-after': '60', connection: 'close' });
export const FAILED: Answer = plainText(500, 'error');

/**
 * The encrypted and signed answer that acknowledges a callback (developers.ecpay.com.tw/?p=46921, ?p=32228).
 *
 * @param now The current time in milliseconds since the epoch.
 */
export function acknowledge(merchantId: string, keys: HashKeyPair, now: number): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(answerEnvelope({ merchantId, keys, now, rtnCode: 1, rtnMsg: '成功' })),
  };
}

/** Acknowledges a payment notification, with exactly this text (developers.ecpay.com.tw/?p=2878, ?p=9058). */
export const PAYMENT_ACKNOWLEDGED: Answer = {
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '1|OK',
};

/** An answer in plain text. */
export function plainText(status: Answer['status'], text: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${text}\n` };
}
