import { createHash, timingSafeEqual } from 'node:crypto';
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
  const { hashKey, hashIv } = secretsOf(keys);
  const encoded = urlEncode(hashKey + plaintext + hashIv, urlEncoding).toLowerCase();
  return createHash('sha256').update(encoded).digest('hex').toUpperCase();
}

/** Compares two checksums in constant time, so that the response time reveals nothing about a forged checksum. */
export function equalCheckMacValues(expected: string, received: string): boolean {
  const [expectedBytes, receivedBytes] = [Buffer.from(expected), Buffer.from(received)];
  return expectedBytes.length === receivedBytes.length && timingSafeEqual(expectedBytes, receivedBytes);
}
