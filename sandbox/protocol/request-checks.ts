/** Checks of a request before its Data is decrypted, and the reasons why its envelope is refused. */
import type { FastifyRequest } from 'fastify';

/** How far a client's clock may be ahead. The sandbox's choice: the pages mention only late requests. */
const MAX_CLOCK_LEAD_MS = 5_000;

/** Returns whether the request has this media type, ignoring parameters such as the charset. */
export function isSentAs(mediaType: string, { headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const [given = ''] = (headers['content-type'] ?? '').split(';');
  return given.trim().toLowerCase() === mediaType;
}

/**
 * Returns whether a timestamp is too old or in the future. A timestamp in milliseconds is far in the future. Age is
 * measured in real time, so advancing the sandbox's clock does not make requests old. Clients may also use the
 * sandbox's time.
 *
 * @param timestamp Unix seconds.
 * @param limits `oldest` is the maximum age in ms, `now` is the sandbox's time in ms.
 */
export function timeProblem(
  timestamp: number,
  { oldest, now }: { readonly oldest: number; readonly now: number },
): 'stale' | 'future' | undefined {
  const sentAt = timestamp * 1000;
  if (Date.now() - sentAt > oldest) return 'stale';
  return sentAt > now + MAX_CLOCK_LEAD_MS ? 'future' : undefined;
}

/** Returns the fields of a posted form; undefined if a name occurs twice. */
export function formOf(body: unknown): Readonly<Record<string, string>> | undefined {
  const params = [...new URLSearchParams(typeof body === 'string' ? body : '')];
  const form = Object.fromEntries(params);
  return Object.keys(form).length === params.length ? form : undefined;
}

/**
 * Reasons why an envelope is refused, as TransCode and TransMsg. ECPay's codes are not public; these are the sandbox's
 * own.
 */
export const ENVELOPE_REFUSALS = {
  malformed: [10100001, '傳輸資料格式錯誤 (The request is not an envelope in JSON)'],
  stale: [10100002, '傳輸時間逾時 (The Timestamp is more than 10 minutes old)'],
  unknownMerchant: [10100003, '查無特店 (No such MerchantID or PlatformID)'],
  platform: [10100004, '平台商未綁定此特店 (The platform does not act for this merchant)'],
  notVerified: [10100005, '解密或檢查碼錯誤 (Data cannot be decrypted, or CheckMacValue differs)'],
  contentType: [10100006, '內容格式錯誤 (The content type is not application/json)'],
  future: [10100007, '傳輸時間錯誤 (The Timestamp is in the future: write Unix seconds, not milliseconds)'],
  onRequest: [10199999, '傳輸失敗 (A refusal requested by a fault)'],
} as const satisfies Record<string, readonly [transCode: number, transMsg: string]>;

export type EnvelopeRefusalName = keyof typeof ENVELOPE_REFUSALS;
