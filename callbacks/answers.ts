import { answerEnvelope } from '../ecticket/envelope.js';
import type { HashKeyPair } from '../ecticket/key-pair.js';

/** What is answered over HTTP. */
export interface Answer {
  readonly status: 200 | 400 | 413 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** For whatever is not ECPay's: always the same, so that a stranger learns nothing of merchants, keys and orders. */
export const REFUSED: Answer = plain(400, 'refused');
export const TOO_LARGE: Answer = plain(413, 'too large');
/** Nothing here has the callback; ECPay sends again what is not answered with RtnCode 1. */
export const TRY_AGAIN: Answer = plain(503, 'try again');

/** That we have the callback, sealed (developers.ecpay.com.tw/?p=46921, ?p=32228). `now` in ms since the epoch. */
export function received(merchantId: string, keys: HashKeyPair, now: number): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(answerEnvelope({ merchantId, keys, now, rtnCode: 1, rtnMsg: '成功' })),
  };
}

function plain(status: 400 | 413 | 503, text: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}
