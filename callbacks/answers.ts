import { answerEnvelope } from '../ecticket/envelope.js';
import type { HashKeyPair } from '../ecticket/key-pair.js';

/** What is answered over HTTP. */
export interface Answer {
  readonly status: 200 | 400 | 404 | 405 | 408 | 413 | 429 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** For whatever is not ECPay's: always the same, so that a stranger learns nothing of merchants, keys and orders. */
export const REFUSED: Answer = plain(400, 'refused');
export const TOO_LARGE: Answer = plain(413, 'too large');
/** Nothing here has the callback; ECPay sends again what is not answered with RtnCode 1, or `1|OK`. */
export const TRY_AGAIN: Answer = plain(503, 'try again');
export const NOT_FOUND: Answer = plain(404, 'not found');
export const POST_ONLY: Answer = plain(405, 'method not allowed', { allow: 'POST' });
/** What is left of the body is not waited for. */
export const TOO_SLOW: Answer = plain(408, 'too slow', { connection: 'close' });
/** For a caller of whom much was refused; nothing of the body is read. */
export const TOO_MANY: Answer = plain(429, 'too many', { 'retry-after': '60', connection: 'close' });
export const FAILED: Answer = plain(500, 'error');

/** That we have the callback, sealed (developers.ecpay.com.tw/?p=46921, ?p=32228). `now` in ms since the epoch. */
export function received(merchantId: string, keys: HashKeyPair, now: number): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(answerEnvelope({ merchantId, keys, now, rtnCode: 1, rtnMsg: '成功' })),
  };
}

/** That we have a payment, or know that there is none: exactly this text (developers.ecpay.com.tw/?p=2878, ?p=9058). */
export const PAYMENT_TAKEN: Answer = {
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '1|OK',
};

/** `text` in plain words, where it is not sealed. */
export function plain(status: Answer['status'], text: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${text}\n` };
}
