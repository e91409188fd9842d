import { checkMacValue, equalCheckMacValues } from './check-mac-value.js';
import { decryptFully, encrypt } from './cipher.js';
import { DataRejectedError, type DataRejectedReason } from './errors/data-rejected-error.js';
import { UnencodableValueError } from './errors/unencodable-value-error.js';
import type { HashKeyPair } from './key-pair.js';
import { URL_ENCODINGS, type UrlEncoding } from './url-encoding.js';

/** Encrypted Data and the checksum over its plaintext, as they stand in every envelope. */
export interface SignedData {
  readonly Data: string;
  readonly CheckMacValue: string;
}

export interface VerifiedData {
  /** Exactly as received; what the checksum was computed over. */
  readonly plaintext: string;
  /** The plaintext's JSON value. */
  readonly value: unknown;
  /** Which urlEncoding the counterpart's checksum has. Anything but `rfc3986` is worth a line in the log. */
  readonly urlEncoding: UrlEncoding;
  /** Which of the given key pairs opened it. */
  readonly keyIndex: number;
}

/**
 * JSON in which every character that URL encoders spell differently is a `\u00XX` escape, so that each of them computes
 * the same checksum. Our choice: ECPay's documents name one encoder and its samples use another. Any JSON parser reads
 * the same value back; half a surrogate pair is escaped by JSON.stringify already.
 *
 * @throws UnencodableValueError for what JSON cannot say (undefined, a function, a BigInt, a cycle).
 */
export function encodingNeutralJson(value: unknown): string {
  // JSON.stringify writes these characters inside strings only.
  return json(value).replace(/[ !'()*~]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** Seals a value so that every counterpart agrees on the checksum. @throws UnencodableValueError */
export function encryptAndSign(value: unknown, keys: HashKeyPair): SignedData {
  return encryptAndSignText(encodingNeutralJson(value), keys);
}

/** Seals a text exactly as it stands, in a urlEncoding of choice, as ECPay would. @throws UnencodableValueError */
export function encryptAndSignText(plaintext: string, keys: HashKeyPair, urlEncoding?: UrlEncoding): SignedData {
  return {
    Data: encrypt(plaintext, keys, urlEncoding),
    CheckMacValue: checkMacValue(plaintext, keys, urlEncoding),
  };
}

/** What is accepted of a sealed message, which depends on how it came. */
export interface VerificationOptions {
  /** Longest Data, in characters of Base64. Default: that of a reply. */
  readonly limit?: number;
  /** Data that is not URL-encoded, or only in part, is read as it stands: for answers on a connection of our own. */
  readonly allowUnencoded?: boolean;
}

/**
 * Opens sealed Data with whichever key pair fits, and verifies the checksum over the plaintext as received, in any
 * urlEncoding. Data must be URL-encoded as a known encoder would have done it. A refusal takes equally long whatever is
 * wrong.
 *
 * @throws DataRejectedError
 */
export function verifyAndDecrypt(
  sealed: SignedData,
  keys: readonly HashKeyPair[],
  opening: VerificationOptions = {},
): VerifiedData {
  const { limit, allowUnencoded = false } = opening;
  let failure: DataRejectedReason = 'notDecryptable';
  for (const [keyIndex, pair] of keys.entries()) {
    const { text: plaintext, encoding, isPadded } = decryptFully(sealed.Data, pair, limit);
    // Also where the padding is wrong already.
    const urlEncoding = urlEncodingOf(plaintext, sealed.CheckMacValue, pair);
    const isReadable = isPadded && (allowUnencoded ? encoding !== 'broken' : encoding === 'canonical');
    if (isReadable && urlEncoding !== undefined) return { plaintext, value: parse(plaintext), urlEncoding, keyIndex };
    // A wrong key now and then yields a valid padding; that Data could be decrypted is the better hint.
    if (isReadable) failure = 'checksumDiffers';
  }
  throw new DataRejectedError(failure);
}

function urlEncodingOf(plaintext: string, checksum: string, keys: HashKeyPair): UrlEncoding | undefined {
  return URL_ENCODINGS.find((urlEncoding) => equalCheckMacValues(checkMacValue(plaintext, keys, urlEncoding), checksum));
}

function parse(plaintext: string): unknown {
  try {
    return JSON.parse(plaintext);
  } catch {
    throw new DataRejectedError('notJson');
  }
}

function json(value: unknown): string {
  const text = stringify(value);
  if (text === undefined) {
    throw new UnencodableValueError('Only a JSON value can be sealed: no undefined, function, BigInt or cycle.');
  }
  return text;
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
