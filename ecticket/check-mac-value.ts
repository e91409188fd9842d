import crypto, { createHash, timingSafeEqual } from 'node:crypto';
import { secretsOf, type HashKeyPair } from './key-pair.js';
import { urlEncode, type UrlEncoding } from './url-encoding.js';

/**
 * Computes ECTicket's checksum of the plaintext of Data (developers.ecpay.com.tw/?p=32236, ?p=29998):
 * `UPPER(SHA256(lower(urlencode(HashKey + plaintext + HashIV))))`. AIO payments use another formula, which sorts
 * fields: `aioCheckMacValue`.
 *
 * @param plaintext Data before encryption
 * @param urlEncoding one of the encodings that ECPay's documents and samples use
 * @returns 64 hex digits in upper case.
 * @throws UnencodableValueError for half a surrogate pair.
 * @example
 * checkMacValue('{"MerchantID":"3085676"}', keys); // → 64 hex digits
 */
export function checkMacValue(plaintext: string, keys: HashKeyPair, urlEncoding: UrlEncoding = 'rfc3986'): string {
  return checkMacValueOfEncoded(urlEncode(plaintext, urlEncoding), keys, urlEncoding);
}

/**
 * Computes the checksum of a plaintext that is already URL-encoded. An encoder treats every character by itself, and
 * keys are ASCII, so that the keys can be encoded apart.
 *
 * @param encoded the URL-encoded plaintext. ASCII only; the case of its hex digits does not matter
 */
export function checkMacValueOfEncoded(encoded: string, keys: HashKeyPair, urlEncoding: UrlEncoding): string {
  const { hashKey, hashIv } = encodedKeys(keys, urlEncoding);
  return sha256(hashKey + encoded.toLowerCase() + hashIv).toUpperCase();
}

/** Returns hex digits. Node has `hash`, which is faster, from 20.12. */
const sha256: (text: string) => string =
  'hash' in crypto ? (text) => crypto.hash('sha256', text) : (text) => createHash('sha256').update(text).digest('hex');

interface EncodedKeys {
  readonly hashKey: string;
  readonly hashIv: string;
}

/** The keys in lower case, in every URL encoding that was needed so far. */
const ENCODED_KEYS = new WeakMap<HashKeyPair, Map<UrlEncoding, EncodedKeys>>();

function encodedKeys(keys: HashKeyPair, urlEncoding: UrlEncoding): EncodedKeys {
  const byEncoding = ENCODED_KEYS.get(keys) ?? new Map<UrlEncoding, EncodedKeys>();
  const known = byEncoding.get(urlEncoding);
  if (known !== undefined) return known;
  const encode = (key: string): string => urlEncode(key, urlEncoding).toLowerCase();
  const { hashKey, hashIv } = secretsOf(keys);
  const encoded = { hashKey: encode(hashKey), hashIv: encode(hashIv) };
  ENCODED_KEYS.set(keys, byEncoding.set(urlEncoding, encoded));
  return encoded;
}

/** Compares two checksums in constant time, so that the response time reveals nothing about a forged checksum. */
export function equalCheckMacValues(expected: string, received: string): boolean {
  const [expectedBytes, receivedBytes] = [Buffer.from(expected), Buffer.from(received)];
  return expectedBytes.length === receivedBytes.length && timingSafeEqual(expectedBytes, receivedBytes);
}
