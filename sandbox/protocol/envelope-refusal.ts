/**
 * Why an envelope is not accepted: the reply's TransCode and TransMsg. As with RtnCode, ECPay's numbers are not public
 * and these are this sandbox's own.
 */
export const ENVELOPE_REFUSALS = {
  malformed: [10100001, '傳輸資料格式錯誤 (The request is not an envelope in JSON)'],
  stale: [10100002, '傳輸時間逾時 (The Timestamp is more than 10 minutes old)'],
  unknownMerchant: [10100003, '查無特店 (No such MerchantID or PlatformID)'],
  platform: [10100004, '平台商未綁定此特店 (The platform does not act for this merchant)'],
  brokenSeal: [10100005, '解密或檢查碼錯誤 (Data cannot be opened, or CheckMacValue differs)'],
  contentType: [10100006, '內容格式錯誤 (The content type is not application/json)'],
  future: [10100007, '傳輸時間錯誤 (The Timestamp is in the future: write Unix seconds, not milliseconds)'],
  onRequest: [10199999, '傳輸失敗 (A refusal that was asked for)'],
} as const satisfies Record<string, readonly [transCode: number, transMsg: string]>;

export type EnvelopeRefusalName = keyof typeof ENVELOPE_REFUSALS;
