import {
  encryptAndSign,
  encryptAndSignText,
  type HashKeyPair,
  type SignedData,
  type UrlEncoding,
} from '../../ecticket/index.js';

/** Encrypts Data and computes its checksum. */
export type EncryptData = (data: object, keys: HashKeyPair) => SignedData;

/**
 * Creates the encryption for replies and callbacks.
 *
 * @param urlEncoding If undefined, Data is written so that every URL encoding yields the same checksum: clients that
 * follow ECPay's PHP samples, its .NET page or `encodeURIComponent` can verify it. Otherwise Data is plain JSON in this
 * encoding only.
 */
export function createEncryptData(urlEncoding: UrlEncoding | undefined): EncryptData {
  if (urlEncoding === undefined) return encryptAndSign;
  return (data, keys) => encryptAndSignText(JSON.stringify(data), keys, urlEncoding);
}
