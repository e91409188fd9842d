import { sealText, sealValue, type HashKeyPair, type Sealed, type Spelling } from '../../ecticket/index.js';

/** Encrypts Data and computes its checksum. */
export type EncryptData = (data: object, keys: HashKeyPair) => Sealed;

/**
 * Without a URL encoding, Data is written so that every encoder computes the same checksum: a client that follows ECPay's
 * PHP samples, its .NET page or `encodeURIComponent` can verify it. With one, Data is plain JSON in that encoding alone.
 */
export function encryptDataIn(urlEncoding: Spelling | undefined): EncryptData {
  if (urlEncoding === undefined) return sealValue;
  return (data, keys) => sealText(JSON.stringify(data), keys, urlEncoding);
}
