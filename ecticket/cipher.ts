import { createCipheriv, createDecipheriv } from 'node:crypto';
import { DataRejectedError } from './errors/data-rejected-error.js';
import { percentDecode, type PercentDecoded } from './percent-decoding.js';
import { secretsOf, type SecretKeyPair } from './key-pair.js';
import { urlEncode, type UrlEncoding } from './url-encoding.js';

const ALGORITHM = 'aes-128-cbc';
const BLOCK_BYTES = 16;

/**
 * Encrypts Data for ECTicket (developers.ecpay.com.tw/?p=32235) and for the embedded checkout: URL-encodes the
 * plaintext, encrypts it with AES-128-CBC and PKCS7 padding under HashKey and HashIV, and encodes the result in Base64.
 *
 * @param urlEncoding one of the encodings that ECPay's documents and samples use
 * @throws UnencodableValueError for half a surrogate pair.
 * @example
 * const data = encrypt(JSON.stringify({ MerchantID: '3085676' }), keys);
 */
export function encrypt(plaintext: string, keys: SecretKeyPair, urlEncoding: UrlEncoding = 'rfc3986'): string {
  return encryptEncoded(urlEncode(plaintext, urlEncoding), keys);
}

/** Encrypts a plaintext that is already URL-encoded. */
export function encryptEncoded(encoded: string, keys: SecretKeyPair): string {
  const { keyBytes, ivBytes } = secretsOf(keys);
  const cipher = createCipheriv(ALGORITHM, keyBytes, ivBytes).setAutoPadding(false);
  // Padded here, so that `update` returns every block and nothing needs to be joined.
  return cipher.update(encoded + pkcs7Padding(encoded.length), 'latin1').toString('base64');
}

/** PKCS7 padding: as many characters as the last block lacks, each with their number as its code. */
function pkcs7Padding(length: number): string {
  const count = BLOCK_BYTES - (length % BLOCK_BYTES);
  return String.fromCharCode(count).repeat(count);
}

/**
 * Decrypts Data in any known URL encoding. Decryption does not authenticate the sender: verify the CheckMacValue before
 * you use the plaintext (`verifyAndDecrypt`).
 *
 * @throws DataRejectedError (`notBase64`, `notDecryptable`).
 */
export function decrypt(data: string, keys: SecretKeyPair): string {
  const {
    decoded: { text, encoding },
    isPadded,
  } = decryptFully(data, keys);
  if (!isPadded || encoding !== 'canonical') throw new DataRejectedError('notDecryptable');
  return text;
}

/** Maximum length of Data, in characters of Base64. */
export const DATA_LIMITS = {
  /** A notification of the embedded checkout has one or two thousand characters. */
  payment: 8 * 1024,
  /** A callback has a few hundred characters. One that lists all 100 tickets of an order has about ten thousand. */
  callback: 16 * 1024,
  /** A page of QueryOrderInfo lists 200 tickets with their names: about 200 thousand characters. */
  reply: 512 * 1024,
} as const;

/** The result of decryption, valid or not. */
export interface Decrypted {
  readonly decoded: PercentDecoded;
  /** What was encrypted, before URL-decoding. ASCII: any other byte loses its highest bit. */
  readonly encoded: string;
  readonly isPadded: boolean;
}

/**
 * Decrypts and URL-decodes Data completely, even if its padding is wrong. This prevents a padding-oracle attack: the
 * response time must not reveal which check failed, because an attacker who can detect wrong padding can decrypt
 * messages.
 *
 * @param limit maximum length of Data, in characters of Base64
 * @throws DataRejectedError for what the sender can see without a key: `dataTooLong`, `notBase64`, an incomplete block.
 */
export function decryptFully(data: string, keys: SecretKeyPair, limit: number = DATA_LIMITS.reply): Decrypted {
  if (data.length > limit) throw new DataRejectedError('dataTooLong');
  const encrypted = fromBase64(data);
  if (encrypted.length % BLOCK_BYTES !== 0) throw new DataRejectedError('notDecryptable');
  const { keyBytes, ivBytes } = secretsOf(keys);
  const decipher = createDecipheriv(ALGORITHM, keyBytes, ivBytes).setAutoPadding(false);
  // Without automatic padding, `update` returns every block.
  const padded = decipher.update(encrypted);
  const padding = paddingLength(padded);
  const bytes = padded.subarray(0, padded.length - (padding ?? 0));
  return { decoded: percentDecode(bytes), encoded: bytes.toString('ascii'), isPadded: padding !== undefined };
}

/** Returns the length of the PKCS7 padding, or undefined if it is wrong. Always reads a whole block: constant time. */
function paddingLength(bytes: Buffer): number | undefined {
  const end = bytes.length;
  const length = bytes[end - 1] ?? 0;
  let wrong = length < 1 || length > BLOCK_BYTES ? 1 : 0;
  for (let fromEnd = 1; fromEnd <= BLOCK_BYTES; fromEnd += 1) {
    wrong |= fromEnd <= length ? (bytes[end - fromEnd] ?? 0) ^ length : 0;
  }
  return wrong === 0 ? length : undefined;
}

/** Decodes strictly: Node's decoder skips invalid characters and would accept changed Data. */
function fromBase64(data: string): Buffer {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== data) throw new DataRejectedError('notBase64');
  return bytes;
}
