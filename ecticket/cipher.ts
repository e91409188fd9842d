import { createCipheriv, createDecipheriv } from 'node:crypto';
import { DataRejectedError } from './errors/data-rejected-error.js';
import { percentDecode, type PercentDecoded } from './percent-decoding.js';
import { secretsOf, type SecretKeyPair } from './key-pair.js';
import { urlEncode, type UrlEncoding } from './url-encoding.js';

const ALGORITHM = 'aes-128-cbc';
const BLOCK = 16;

/**
 * Data's encryption, of ECTicket (developers.ecpay.com.tw/?p=32235) and of the embedded checkout alike: URL-encoded,
 * AES-128-CBC with PKCS7 padding under HashKey and HashIV, Base64.
 *
 * @throws UnencodableValueError for half a surrogate pair.
 */
export function encrypt(plaintext: string, keys: SecretKeyPair, urlEncoding: UrlEncoding = 'rfc3986'): string {
  const { hashKey, hashIv } = secretsOf(keys);
  const cipher = createCipheriv(ALGORITHM, hashKey, hashIv);
  return cipher.update(urlEncode(plaintext, urlEncoding), 'utf8', 'base64') + cipher.final('base64');
}

/**
 * The reverse of {@link encrypt}, whatever the URL encoding. It proves nothing about the sender: verify the
 * CheckMacValue before believing a word (`verifyAndDecrypt`).
 *
 * @throws DataRejectedError (`notBase64`, `notDecryptable`).
 */
export function decrypt(data: string, keys: SecretKeyPair): string {
  const { text, encoding, isPadded } = decryptFully(data, keys);
  if (!isPadded || encoding !== 'canonical') throw new DataRejectedError('notDecryptable');
  return text;
}

/** Longest Data that is decrypted, in characters of Base64. */
export const DATA_LIMITS = {
  /** A notice of the embedded checkout has one or two thousand. */
  payment: 8 * 1024,
  /** A callback has a few hundred; one that lists all 100 tickets of an order has about ten thousand. */
  callback: 16 * 1024,
  /** A page of QueryOrderInfo lists 200 tickets with their names: about 200 thousand. */
  reply: 512 * 1024,
} as const;

/** What decryption comes to, whether it went well or not. */
export interface Decrypted extends PercentDecoded {
  readonly isPadded: boolean;
}

/**
 * Decrypts and URL-decodes to the end, also where the padding is wrong: whoever changes Data and measures how long its
 * refusal takes must not learn which check has failed, since wrong padding, told apart, decrypts any message.
 *
 * @throws DataRejectedError for what its sender can see without a key: `dataTooLong`, `notBase64`, no whole blocks.
 */
export function decryptFully(data: string, keys: SecretKeyPair, limit: number = DATA_LIMITS.reply): Decrypted {
  if (data.length > limit) throw new DataRejectedError('dataTooLong');
  const encrypted = fromBase64(data);
  if (encrypted.length % BLOCK !== 0) throw new DataRejectedError('notDecryptable');
  const { hashKey, hashIv } = secretsOf(keys);
  const decipher = createDecipheriv(ALGORITHM, hashKey, hashIv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(encrypted), decipher.final()]);
  const padding = paddingOf(padded);
  return { ...percentDecode(padded.subarray(0, padded.length - (padding ?? 0))), isPadded: padding !== undefined };
}

/** How many bytes of PKCS7 padding end `bytes`; undefined where it is wrong. Looks at a whole block in every case. */
function paddingOf(bytes: Buffer): number | undefined {
  const claimed = bytes.at(-1) ?? 0;
  let wrong = claimed < 1 || claimed > BLOCK ? 1 : 0;
  for (let fromEnd = 1; fromEnd <= BLOCK; fromEnd += 1) {
    wrong |= fromEnd <= claimed ? (bytes.at(-fromEnd) ?? 0) ^ claimed : 0;
  }
  return wrong === 0 ? claimed : undefined;
}

/** Node's own decoder skips what is not Base64, and would let a changed character pass unseen. */
function fromBase64(data: string): Buffer {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== data) throw new DataRejectedError('notBase64');
  return bytes;
}
