import { createCipheriv, createDecipheriv } from 'node:crypto';
import { SealBrokenError } from './errors/seal-broken-error.js';
import { secretsOf, type SecretKeyPair } from './secret-key-pair.js';
import { urlDecode, urlEncode, type Spelling } from './spelling.js';

const ALGORITHM = 'aes-128-cbc';

/**
 * Data's encryption, of ECTicket (developers.ecpay.com.tw/?p=32235) and of the embedded checkout alike: URL-encoded, AES-128-CBC with PKCS7 padding under HashKey and
 * HashIV, Base64.
 *
 * @throws UnsealableValueError for half a surrogate pair.
 */
export function encrypt(plaintext: string, keys: SecretKeyPair, spelling: Spelling = 'rfc3986'): string {
  const { hashKey, hashIv } = secretsOf(keys);
  const cipher = createCipheriv(ALGORITHM, hashKey, hashIv);
  return cipher.update(urlEncode(plaintext, spelling), 'utf8', 'base64') + cipher.final('base64');
}

/**
 * The reverse of {@link encrypt}, whatever the spelling. It proves nothing about the sender: verify the CheckMacValue
 * before believing a word (`openSealed`).
 *
 * @throws SealBrokenError (`notBase64`, `notDecryptable`).
 */
export function decrypt(data: string, keys: SecretKeyPair): string {
  const encrypted = fromBase64(data);
  const { hashKey, hashIv } = secretsOf(keys);
  try {
    const decipher = createDecipheriv(ALGORITHM, hashKey, hashIv);
    return urlDecode(decipher.update(encrypted, undefined, 'utf8') + decipher.final('utf8'));
  } catch {
    // Wrong padding or wrong URL-encoding. OpenSSL's own words help nobody, and which it was is nobody's business.
    throw new SealBrokenError('notDecryptable');
  }
}

/** Node's own decoder skips what is not Base64, and would let a changed character pass unseen. */
function fromBase64(data: string): Buffer {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== data) throw new SealBrokenError('notBase64');
  return bytes;
}
