/** Callbacks as ECPay posts them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HashKeyPair, encryptAndSignText, STAGE_MERCHANTS, type UrlEncoding } from '../../ecticket/index.js';

export const ISSUE_ONLY = '3085676';
export const PLATFORM = '3085672';

/** The published keys of a stage merchant. */
export function stageKeys(merchantId: keyof typeof STAGE_MERCHANTS): HashKeyPair {
  const [{ hashKey, hashIv }] = STAGE_MERCHANTS[merchantId].keys;
  return new HashKeyPair(hashKey, hashIv);
}

export interface CallbackParts {
  readonly merchantId?: string;
  readonly platformId?: string | null;
  readonly keys?: HashKeyPair;
  readonly urlEncoding?: UrlEncoding;
}

/** The body of a callback with `data` encrypted and signed as ECPay does: plain JSON, no TransCode. */
export function callbackBody(data: unknown, parts: CallbackParts = {}): string {
  const { merchantId = ISSUE_ONLY, platformId = null, keys = stageKeys(ISSUE_ONLY), urlEncoding } = parts;
  return JSON.stringify({
    PlatformID: platformId,
    MerchantID: merchantId,
    RqHeader: { Timestamp: 1_779_085_800 },
    ...encryptAndSignText(JSON.stringify(data), keys, urlEncoding),
  });
}

/** Shorter than the time limit of a test, so that the test fails with the last answer. */
const REPEAT_LIMIT_MS = 120_000;
const REPEAT_INTERVAL_MS = 200;

/**
 * Posts a callback or a payment to a receiver until the answer is not 503. A receiver answers 503 if Temporal takes
 * longer than seven seconds, as on a busy machine, and ECPay then sends the callback again. After two minutes, returns
 * the last answer.
 */
export async function postUntilAnswered(url: string, body: string | Uint8Array): Promise<Response> {
  const end = performance.now() + REPEAT_LIMIT_MS;
  for (;;) {
    const answer = await fetch(url, { method: 'POST', body });
    if (answer.status !== 503 || performance.now() > end) return answer;
    await answer.arrayBuffer();
    await sleep(REPEAT_INTERVAL_MS);
  }
}
