import type { SignedData } from '../../ecticket/index.js';
import type { World } from '../world.js';
import { ENVELOPE_REFUSALS, type EnvelopeRefusalName } from './envelope-refusal.js';
import type { Call } from './request.js';

/** A reply's envelope (developers.ecpay.com.tw, Ticket Issuance, Response). */
export interface Reply extends SignedData {
  readonly PlatformID: string | null;
  readonly MerchantID: string | null;
  readonly RpHeader: { readonly Timestamp: number };
  readonly TransCode: number;
  readonly TransMsg: string;
}

/** Encrypted with the keys that the request came with. */
export function accepted(call: Call, data: object, { encryptData }: World): Reply {
  return { ...head(call), TransCode: 1, TransMsg: '', ...encryptData(data, call.keys) };
}

/** Without Data: there may be no key to seal it with. */
export function notAccepted(
  refused: EnvelopeRefusalName,
  from: { readonly merchantId?: string; readonly platformId?: string | undefined },
): Reply {
  const [TransCode, TransMsg] = ENVELOPE_REFUSALS[refused];
  return { ...head(from), TransCode, TransMsg, Data: '', CheckMacValue: '' };
}

function head({ merchantId, platformId }: { readonly merchantId?: string; readonly platformId?: string | undefined }) {
  return {
    PlatformID: platformId ?? null,
    MerchantID: merchantId ?? null,
    RpHeader: { Timestamp: Math.floor(Date.now() / 1000) },
  };
}
