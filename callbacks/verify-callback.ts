import { randomBytes } from 'node:crypto';
import { DATA_LIMITS } from '../ecticket/cipher.js';
import { callbackEnvelopeSchema, type CallbackEnvelope } from '../ecticket/envelope.js';
import { DataRejectedError } from '../ecticket/errors/data-rejected-error.js';
import { UnknownMerchantError } from '../ecticket/errors/unknown-merchant-error.js';
import { HashKeyPair } from '../ecticket/key-pair.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { Merchant } from '../ecticket/merchant.js';
import { isRecord } from '../ecticket/objects.js';
import { verifyAndDecrypt, type VerifiedData } from '../ecticket/signed-data.js';
import type { UrlEncoding } from '../ecticket/url-encoding.js';
import { decodeBody } from './body.js';

/** A callback that was signed with the keys of its merchant. */
export interface VerifiedCallback {
  readonly merchantId: string;
  readonly platformId: string | undefined;
  /**
   * The key pair of the callback, which also signs the answer: of the platform, if the callback names one. While ECPay
   * replaces a merchant's keys, it may not have the newest pair yet.
   */
  readonly keys: HashKeyPair;
  readonly data: Readonly<Record<string, unknown>>;
  /** The URL encoding that the sender used. */
  readonly urlEncoding: UrlEncoding;
  /** Which of the merchant's key pairs fits; 0 is the newest. */
  readonly keyIndex: number;
}

/** Why a request is not a callback of ECPay. For the log only; the answer does not contain it. */
export interface Refusal {
  readonly refusal: 'malformed' | 'unknownMerchant' | 'dataRejected' | 'notAnObject' | 'otherMerchant';
  readonly merchantId?: string;
}

/** Random keys for unknown merchants, so that their refusal takes as long as any other. */
const DECOY_KEYS: readonly [HashKeyPair] = [
  new HashKeyPair(randomBytes(8).toString('hex'), randomBytes(8).toString('hex')),
];

/**
 * Verifies a callback: its envelope, its merchant (and that a platform may act for it), and its signature.
 *
 * @throws MerchantLookupError, InvalidMerchantsError if the merchant registry fails.
 */
export async function verifyCallback(
  body: Uint8Array | string,
  merchants: MerchantRegistry,
): Promise<VerifiedCallback | Refusal> {
  const envelope = readEnvelope(body);
  if (envelope === undefined) return { refusal: 'malformed' };
  const { MerchantID: merchantId, PlatformID: platformId } = envelope;
  const signingMerchant = await findSigningMerchant(envelope, merchants);
  const decrypted = decryptEnvelope(envelope, signingMerchant?.keys ?? DECOY_KEYS);
  if (signingMerchant === undefined) return { refusal: 'unknownMerchant', merchantId };
  if (decrypted === undefined) return { refusal: 'dataRejected', merchantId };
  const { value, urlEncoding, keyIndex } = decrypted;
  if (!isRecord(value)) return { refusal: 'notAnObject', merchantId };
  // The signature does not cover the envelope's MerchantID. The signed Data must not contradict it.
  const signedId = value['MerchantID'] ?? '';
  if (!['', merchantId, Number(merchantId)].some((id) => id === signedId))
    return { refusal: 'otherMerchant', merchantId };
  const keys = signingMerchant.keys[keyIndex] ?? signingMerchant.keys[0];
  return { merchantId, platformId, keys, data: value, urlEncoding, keyIndex };
}

function readEnvelope(body: Uint8Array | string): CallbackEnvelope | undefined {
  try {
    return callbackEnvelopeSchema.safeParse(JSON.parse(decodeBody(body) ?? '')).data;
  } catch {
    return undefined;
  }
}

async function findSigningMerchant(
  envelope: CallbackEnvelope,
  merchants: MerchantRegistry,
): Promise<Merchant | undefined> {
  try {
    return await merchants.getActing({ merchantId: envelope.MerchantID, platformId: envelope.PlatformID });
  } catch (error) {
    if (error instanceof UnknownMerchantError) return undefined;
    throw error;
  }
}

function decryptEnvelope(envelope: CallbackEnvelope, keys: readonly HashKeyPair[]): VerifiedData | undefined {
  try {
    return verifyAndDecrypt(envelope, keys, { limit: DATA_LIMITS.callback });
  } catch (error) {
    if (error instanceof DataRejectedError) return undefined;
    throw error;
  }
}
