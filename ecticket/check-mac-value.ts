import { createHash, timingSafeEqual } from 'node:crypto';
import type { HashKeyPair } from './key-pair.js';
import { secretsOf } from './key-pair.js';
import { urlEncode, type UrlEncoding } from './url-encoding.js';

/**
 * ECTicket's checksum over the plaintext of Data (developers.ecpay.com.tw/?p=32236, ?p=29998):
 * `UPPER(SHA256(lower(urlencode(HashKey + plaintext + HashIV))))`. Not the formula of the AIO payment: nothing is sorted.
 *
 * @returns 64 hex digits in upper case.
 * @throws UnencodableValueError for half a surrogate pair.
 */
export function checkMacValue(plaintext: string, keys: HashKeyPair, urlEncoding: UrlEncoding = 'rfc3986'): string {
  const { hashKey, hashIv } = secretsOf(keys);
  const encoded = urlEncode(hashKey + plaintext + hashIv, urlEncoding).toLowerCase();
  return createHash('sha256').update(encoded).digest('hex').toUpperCase();
}

/** Compares in constant time, so that an answer's delay does not tell how many digits of a forged checksum are right. */
export function equalCheckMacValues(expected: string, received: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(received)];
  return one.length === other.length && timingSafeEqual(one, other);
}
