/** Callbacks as ECPay posts them. */
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
