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
import { bodyText } from './body-text.js';

/** A callback that only a holder of the merchant's keys can have sealed. */
export interface VerifiedCallback {
  readonly merchantId: string;
  readonly platformId: string | undefined;
  /** Whose keys opened it and seal the answer: the platform's where one is named. */
  readonly sealer: Merchant;
  readonly data: Readonly<Record<string, unknown>>;
  readonly spelling: UrlEncoding;
  readonly keyIndex: number;
}

/** Why something is not ECPay's, for the log and nobody else. */
export interface Refusal {
  readonly refusal: 'malformed' | 'unknownMerchant' | 'dataRejected' | 'notAnObject' | 'otherMerchant';
  readonly merchantId?: string;
}

/** With these, what names a merchant of nobody's is opened too, so that its refusal takes as long as any other. */
const DECOY: readonly [HashKeyPair] = [new HashKeyPair(randomBytes(8).toString('hex'), randomBytes(8).toString('hex'))];

/**
 * Opens what was posted: JSON, the envelope, the merchant (and that the platform may act for it), the seal.
 *
 * @throws MerchantLookupError, InvalidMerchantsError when the merchant registry itself is at fault.
 */
export async function verifyCallback(
  body: Uint8Array | string,
  merchants: MerchantRegistry,
): Promise<VerifiedCallback | Refusal> {
  const envelope = readEnvelope(body);
  if (envelope === undefined) return { refusal: 'malformed' };
  const { MerchantID: merchantId, PlatformID: platformId } = envelope;
  const sealer = await findSealer(envelope, merchants);
  const opened = open(envelope, sealer?.keys ?? DECOY);
  if (sealer === undefined) return { refusal: 'unknownMerchant', merchantId };
  if (opened === undefined) return { refusal: 'dataRejected', merchantId };
  const { value, urlEncoding: spelling, keyIndex } = opened;
  if (!isRecord(value)) return { refusal: 'notAnObject', merchantId };
  // The envelope's MerchantID is outside of the seal; what the seal covers must not contradict it.
  const sealedId = value['MerchantID'] ?? '';
  if (!['', merchantId, Number(merchantId)].some((id) => id === sealedId))
    return { refusal: 'otherMerchant', merchantId };
  return { merchantId, platformId, sealer, data: value, spelling, keyIndex };
}

function readEnvelope(body: Uint8Array | string): CallbackEnvelope | undefined {
  try {
    return callbackEnvelopeSchema.safeParse(JSON.parse(bodyText(body) ?? '')).data;
  } catch {
    return undefined;
  }
}

async function findSealer(envelope: CallbackEnvelope, merchants: MerchantRegistry): Promise<Merchant | undefined> {
  try {
    return await merchants.getActing({ merchantId: envelope.MerchantID, platformId: envelope.PlatformID });
  } catch (error) {
    if (error instanceof UnknownMerchantError) return undefined;
    throw error;
  }
}

function open(envelope: CallbackEnvelope, keys: readonly HashKeyPair[]): VerifiedData | undefined {
  try {
    return verifyAndDecrypt(envelope, keys, { limit: DATA_LIMITS.callback });
  } catch (error) {
    if (error instanceof DataRejectedError) return undefined;
    throw error;
  }
}
