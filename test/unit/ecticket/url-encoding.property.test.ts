/** URL encodings and checksums equal a plain reading of ECPay's pages, for every text. */
import { createCipheriv, createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkMacValue,
  DataRejectedError,
  encrypt,
  encryptAndSignText,
  HashKeyPair,
  UnencodableValueError,
  URL_ENCODINGS,
  verifyAndDecrypt,
  type UrlEncoding,
} from '../../../ecticket/index.js';
import { urlEncode } from '../../../ecticket/url-encoding.js';
import { anyText } from './any-text.js';

const wellFormedText = anyText.filter(isWellFormed);
const anyEncoding = fc.constantFrom(...URL_ENCODINGS);
const anyKeys = fc.tuple(keyText(), keyText());

/** Bytes replace half a surrogate pair by another character. */
function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}

function keyText() {
  const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  return fc.string({
    unit: fc.oneof(printable, fc.constantFrom('!', "'", '(', ')', '*', '~')),
    minLength: 16,
    maxLength: 16,
  });
}

const BARE: Readonly<Record<UrlEncoding, RegExp>> = {
  rfc3986: /[A-Za-z0-9._~-]/,
  phpUrlencode: /[A-Za-z0-9._-]/,
  encodeURIComponent: /[A-Za-z0-9._~!'()*-]/,
};

/** Encodes byte by byte. */
function referenceEncode(text: string, urlEncoding: UrlEncoding): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (byte < 0x80 && BARE[urlEncoding].test(character)) return character;
      if (character === ' ' && urlEncoding === 'phpUrlencode') return '+';
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function referenceChecksum(text: string, [key, iv]: readonly [string, string], urlEncoding: UrlEncoding): string {
  const hashed = referenceEncode(key + text + iv, urlEncoding).toLowerCase();
  return createHash('sha256').update(hashed).digest('hex').toUpperCase();
}

test('a text is encoded byte by byte; half a surrogate pair has no bytes', () => {
  fc.assert(
    fc.property(anyText, anyEncoding, (text, urlEncoding) => {
      if (isWellFormed(text)) expect(urlEncode(text, urlEncoding)).toBe(referenceEncode(text, urlEncoding));
      else expect(() => urlEncode(text, urlEncoding)).toThrow(UnencodableValueError);
    }),
    { numRuns: 1000 },
  );
});

test('a checksum is that of the encoded key, text and IV, whatever characters the keys have', () => {
  fc.assert(
    fc.property(wellFormedText, anyKeys, anyEncoding, (text, keys, urlEncoding) => {
      const expected = referenceChecksum(text, keys, urlEncoding);
      expect(checkMacValue(text, new HashKeyPair(...keys), urlEncoding)).toBe(expected);
    }),
  );
});

test('Data is what AES-128-CBC with automatic padding makes of the encoded text', () => {
  fc.assert(
    fc.property(wellFormedText, anyKeys, anyEncoding, (text, keys, urlEncoding) => {
      const cipher = createCipheriv('aes-128-cbc', ...keys);
      const expected = cipher.update(referenceEncode(text, urlEncoding), 'utf8', 'base64') + cipher.final('base64');
      expect(encrypt(text, new HashKeyPair(...keys), urlEncoding)).toBe(expected);
    }),
  );
});

test('of Data and a checksum in any two URL encodings, the first that yields the checksum is reported', () => {
  fc.assert(
    fc.property(wellFormedText, anyKeys, anyEncoding, anyEncoding, (text, keys, ofData, ofChecksum) => {
      const [plaintext, pair] = [JSON.stringify(text), new HashKeyPair(...keys)];
      const { Data } = encryptAndSignText(plaintext, pair, ofData);
      const CheckMacValue = referenceChecksum(plaintext, keys, ofChecksum);
      const first = URL_ENCODINGS.find((each) => referenceChecksum(plaintext, keys, each) === CheckMacValue);
      expect(verifyAndDecrypt({ Data, CheckMacValue }, [pair])).toMatchObject({ plaintext, urlEncoding: first });
    }),
  );
});

test('a checksum over another encoding of the text than ECPay’s is rejected, even over the encrypted text itself', () => {
  const [key, iv] = ['7b53896b742849d3', '37a0ad3c6ffa428b'] as const;
  // As Java's URLEncoder writes it: neither of the three.
  const encoded = '%7B%22a%22%3A%22*+~%22%7D'.replace('~', '%7E');
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  const Data = cipher.update(encoded, 'utf8', 'base64') + cipher.final('base64');
  const CheckMacValue = createHash('sha256')
    .update(key + encoded.toLowerCase() + iv)
    .digest('hex')
    .toUpperCase();
  expect(() => verifyAndDecrypt({ Data, CheckMacValue }, [new HashKeyPair(key, iv)])).toThrow(DataRejectedError);
});
