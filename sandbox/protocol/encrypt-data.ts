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
 * Without a URL encoding, Data is written so that every encoder computes the same checksum: a client that follows ECPay's
 * PHP samples, its .NET page or `encodeURIComponent` can verify it. With one, Data is plain JSON in that encoding alone.
 */
export function encryptDataIn(urlEncoding: UrlEncoding | undefined): EncryptData {
  if (urlEncoding === undefined) return encryptAndSign;
  return (data, keys) => encryptAndSignText(JSON.stringify(data), keys, urlEncoding);
}
