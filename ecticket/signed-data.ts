import { checkMacValueOfEncoded, equalCheckMacValues } from './check-mac-value.js';
import { decryptFully, encryptEncoded, type Decrypted } from './cipher.js';
import { DataRejectedError, type DataRejectedReason } from './errors/data-rejected-error.js';
import { UnencodableValueError } from './errors/unencodable-value-error.js';
import type { HashKeyPair } from './key-pair.js';
import { convertEncoded, encodeUriComponent, URL_ENCODINGS, urlEncode, type UrlEncoding } from './url-encoding.js';

/** Encrypted Data and the checksum of its plaintext, as in every envelope. */
export interface SignedData {
  readonly Data: string;
  readonly CheckMacValue: string;
}

export interface VerifiedData {
  /** The plaintext exactly as received. The checksum covers it. */
  readonly plaintext: string;
  /** The plaintext's JSON value. */
  readonly value: unknown;
  /** The URL encoding of the sender's checksum. ECPay documents `rfc3986`: log any other. */
  readonly urlEncoding: UrlEncoding;
  /** Index of the key pair that decrypted Data. */
  readonly keyIndex: number;
}

/**
 * Serializes a value as JSON whose checksum is the same in every URL encoding. It writes each character that URL
 * encoders treat differently as a `\u00XX` escape. Every JSON parser reads the same value. JSON.stringify already
 * escapes half surrogate pairs. This package's choice: ECPay's documents name one encoder, but its samples use another.
 *
 * @throws UnencodableValueError for what JSON cannot represent (undefined, a function, a BigInt, a cycle).
 */
export function encodingNeutralJson(value: unknown): string {
  // JSON.stringify writes these characters inside strings only.
  return json(value)
    .replaceAll(' ', '\\u0020')
    .replaceAll('!', '\\u0021')
    .replaceAll("'", '\\u0027')
    .replaceAll('(', '\\u0028')
    .replaceAll(')', '\\u0029')
    .replaceAll('*', '\\u002a')
    .replaceAll('~', '\\u007e');
}

/**
 * Encrypts a value and computes its checksum, so that receivers with any URL encoding agree on the checksum.
 *
 * @throws UnencodableValueError
 * @example
 * const { Data, CheckMacValue } = encryptAndSign({ MerchantID: '3085676' }, keys);
 */
export function encryptAndSign(value: unknown, keys: HashKeyPair): SignedData {
  // Every encoder writes this text in the same way.
  return encryptAndSignEncoded(encodeUriComponent(encodingNeutralJson(value)), keys, 'rfc3986');
}

/**
 * Encrypts a text without changing it and computes its checksum, both in the given URL encoding, as ECPay does.
 *
 * @throws UnencodableValueError
 */
export function encryptAndSignText(
  plaintext: string,
  keys: HashKeyPair,
  urlEncoding: UrlEncoding = 'rfc3986',
): SignedData {
  return encryptAndSignEncoded(urlEncode(plaintext, urlEncoding), keys, urlEncoding);
}

/** Data and CheckMacValue are about the same URL-encoded text. */
function encryptAndSignEncoded(encoded: string, keys: HashKeyPair, urlEncoding: UrlEncoding): SignedData {
  return {
    Data: encryptEncoded(encoded, keys),
    CheckMacValue: checkMacValueOfEncoded(encoded, keys, urlEncoding),
  };
}

/** What verification accepts, which depends on how the message arrived. */
export interface VerificationOptions {
  /** Maximum length of Data, in characters of Base64. Default: that of a reply. */
  readonly limit?: number;
  /** Accepts Data that is not URL-encoded, or only in part. For replies on a connection that the client opened. */
  readonly allowUnencoded?: boolean;
}

/**
 * Decrypts Data with the first matching key pair, and verifies the checksum of the plaintext in every URL encoding.
 * Data must be URL-encoded as a known encoder does it. A rejection takes the same time, whichever check fails.
 *
 * @param keys the key pairs to try, newest first
 * @throws DataRejectedError
 * @example
 * const { value } = verifyAndDecrypt({ Data, CheckMacValue }, merchant.keys);
 */
export function verifyAndDecrypt(
  signed: SignedData,
  keys: readonly HashKeyPair[],
  options: VerificationOptions = {},
): VerifiedData {
  const { limit, allowUnencoded = false } = options;
  let failure: DataRejectedReason = 'notDecryptable';
  for (const [keyIndex, pair] of keys.entries()) {
    const decrypted = decryptFully(signed.Data, pair, limit);
    const { text: plaintext, encoding } = decrypted.decoded;
    // Computed even if the padding is wrong, for constant time.
    const urlEncoding = findUrlEncoding(decrypted, signed.CheckMacValue, pair);
    const isReadable = decrypted.isPadded && (allowUnencoded ? encoding !== 'broken' : encoding === 'canonical');
    if (isReadable && urlEncoding !== undefined) return { plaintext, value: parse(plaintext), urlEncoding, keyIndex };
    // A wrong key sometimes yields a valid padding. Readable Data is the better indication of the right key.
    if (isReadable) failure = 'checksumDiffers';
  }
  throw new DataRejectedError(failure);
}

/**
 * Finds the URL encoding of a checksum. Nearly always it is that of Data, so that the checksum is that of the text
 * which was encrypted. Otherwise the plaintext is encoded again.
 *
 * Does the same for Data that no encoder has written, for constant time.
 */
function findUrlEncoding({ decoded, encoded }: Decrypted, checksum: string, keys: HashKeyPair) {
  const { urlEncoding: ofData } = decoded;
  const isOfData = equalCheckMacValues(checkMacValueOfEncoded(encoded, keys, ofData ?? 'rfc3986'), checksum);
  if (isOfData && ofData !== undefined) return ofData;
  const encodedAgain = encodeUriComponent(decoded.text);
  return URL_ENCODINGS.find((each) =>
    equalCheckMacValues(checkMacValueOfEncoded(convertEncoded(encodedAgain, each), keys, each), checksum),
  );
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
    throw new UnencodableValueError(
      'Only JSON values can be encrypted: remove undefined, functions, BigInts and cycles.',
    );
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
