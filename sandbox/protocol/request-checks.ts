/** What ECPay checks of a request before it reads what is in it: the content type and the time of transmission. */
import type { FastifyRequest } from 'fastify';

/** How far a client's clock may be ahead, in ms: a choice, the pages speak of late requests only. */
const MAX_CLOCK_LEAD_MS = 5_000;

/** Whether the request has this media type, whatever its parameters, such as a charset. */
export function isSentAs(mediaType: string, { headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const [given = ''] = (headers['content-type'] ?? '').split(';');
  return given.trim().toLowerCase() === mediaType;
}

/**
 * Whether a timestamp (Unix seconds) is too old or in the future; milliseconds are in a far future. Age is measured by the
 * wall clock, so that time that was skipped in the sandbox does not make a new request old; a client may as well date its
 * requests by the sandbox's time `now` (ms). `oldest` in ms.
 */
export function timeProblem(
  timestamp: number,
  { oldest, now }: { readonly oldest: number; readonly now: number },
): 'stale' | 'future' | undefined {
  const sentAt = timestamp * 1000;
  if (Date.now() - sentAt > oldest) return 'stale';
  return sentAt > now + MAX_CLOCK_LEAD_MS ? 'future' : undefined;
}

/** The fields of a posted form; undefined where a name stands twice. */
export function formOf(body: unknown): Readonly<Record<string, string>> | undefined {
  const params = [...new URLSearchParams(typeof body === 'string' ? body : '')];
  const form = Object.fromEntries(params);
  return Object.keys(form).length === params.length ? form : undefined;
}

/**
 * Why an envelope is not accepted: the reply's TransCode and TransMsg. As with RtnCode, ECPay's numbers are not public
 * and these are this sandbox's own.
 */
export const ENVELOPE_REFUSALS = {
  malformed: [10100001, '傳輸資料格式錯誤 (The request is not an envelope in JSON)'],
  stale: [10100002, '傳輸時間逾時 (The Timestamp is more than 10 minutes old)'],
  unknownMerchant: [10100003, '查無特店 (No such MerchantID or PlatformID)'],
  platform: [10100004, '平台商未綁定此特店 (The platform does not act for this merchant)'],
  notVerified: [10100005, '解密或檢查碼錯誤 (Data cannot be opened, or CheckMacValue differs)'],
  contentType: [10100006, '內容格式錯誤 (The content type is not application/json)'],
  future: [10100007, '傳輸時間錯誤 (The Timestamp is in the future: write Unix seconds, not milliseconds)'],
  onRequest: [10199999, '傳輸失敗 (A refusal that was asked for)'],
} as const satisfies Record<string, readonly [transCode: number, transMsg: string]>;

export type EnvelopeRefusalName = keyof typeof ENVELOPE_REFUSALS;
