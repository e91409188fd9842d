import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkMacValue,
  HashKeyPair,
  encodingNeutralJson,
  verifyAndDecrypt,
  encryptAndSignText,
  encryptAndSign,
  DataRejectedError,
  URL_ENCODINGS,
  type SignedData,
} from '../../../ecticket/index.js';
import { anyText } from './any-text.js';
import { VECTOR_KEYS } from './keys.js';

const anyJson = fc.oneof(
  fc.jsonValue(),
  fc.jsonValue({ stringUnit: 'binary' }),
  anyText,
  fc.dictionary(anyText, anyText),
);
const anyKeyTexts = fc.tuple(keyText(), keyText());
const anyKeys = anyKeyTexts.map(pairOf);
/** Newest first, no two alike. */
const rotatedKeys = fc
  .uniqueArray(anyKeyTexts, { selector: String, minLength: 1, maxLength: 4 })
  .map((pairs) => pairs.map(pairOf));
const anyUrlEncoding = fc.constantFrom(...URL_ENCODINGS);

function pairOf([hashKey, hashIv]: [string, string]): HashKeyPair {
  return new HashKeyPair(hashKey, hashIv);
}

function keyText() {
  const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  return fc.string({ unit: printable, minLength: 16, maxLength: 16 });
}

/** What is left of a value after JSON: -0 is 0. */
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('encrypted Data decrypts', () => {
  test('any JSON value, as encoding-neutral JSON', () => {
    fc.assert(
      fc.property(anyJson, anyKeys, (value, keys) => {
        const opened = verifyAndDecrypt(encryptAndSign(value, keys), [keys]);
        expect(opened.value).toEqual(throughJson(value));
        expect(opened.urlEncoding).toBe('rfc3986');
      }),
    );
  });

  test('any JSON value, unchanged, in any URL encoding', () => {
    fc.assert(
      fc.property(anyJson, anyKeys, anyUrlEncoding, (value, keys, urlEncoding) => {
        const plaintext = JSON.stringify(value);
        const opened = verifyAndDecrypt(encryptAndSignText(plaintext, keys, urlEncoding), [keys]);
        expect(opened.plaintext).toBe(plaintext);
        expect(opened.value).toEqual(throughJson(value));
      }),
    );
  });

  test('with the oldest of several keys, and returns which', () => {
    fc.assert(
      fc.property(anyJson, rotatedKeys, fc.nat(), (value, keys, nth) => {
        const index = nth % keys.length;
        const opened = verifyAndDecrypt(encryptAndSign(value, keys[index] ?? VECTOR_KEYS), keys);
        expect(opened.value).toEqual(throughJson(value));
        expect(opened.keyIndex).toBe(index);
      }),
    );
  });
});

test('neutral JSON has the same checksum in every URL encoding, and means the same', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      const text = encodingNeutralJson(value);
      expect(JSON.parse(text)).toEqual(throughJson(value));
      expect(new Set(URL_ENCODINGS.map((urlEncoding) => checkMacValue(text, VECTOR_KEYS, urlEncoding))).size).toBe(1);
    }),
  );
});

describe('changed Data is rejected', () => {
  test('any other character at any place of Data or CheckMacValue', () => {
    const change = fc.record({
      field: fc.constantFrom<keyof SignedData>('Data', 'CheckMacValue'),
      at: fc.nat(),
      to: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    });
    fc.assert(
      fc.property(anyJson, anyUrlEncoding, change, (value, urlEncoding, { field, at, to }) => {
        const encrypted = encryptAndSignText(JSON.stringify(value), VECTOR_KEYS, urlEncoding);
        const changed = replaceAt(encrypted, field, at, to);
        fc.pre(changed[field] !== encrypted[field]);
        expect(() => verifyAndDecrypt(changed, [VECTOR_KEYS])).toThrow(DataRejectedError);
      }),
    );
  });

  test('every single bit of Data', () => {
    const encrypted = encryptAndSign({ MerchantTradeNo: 'CBX20220302153064851' }, VECTOR_KEYS);
    const bytes = Buffer.from(encrypted.Data, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => verifyAndDecrypt({ ...encrypted, Data: flipped.toString('base64') }, [VECTOR_KEYS])).toThrow(
        DataRejectedError,
      );
    }
  });

  test('a checksum in lower case, cut short, made longer or empty', () => {
    const { Data, CheckMacValue } = encryptAndSign({ a: 1 }, VECTOR_KEYS);
    for (const forged of [CheckMacValue.toLowerCase(), CheckMacValue.slice(1), `${CheckMacValue}0`, '']) {
      expect(() => verifyAndDecrypt({ Data, CheckMacValue: forged }, [VECTOR_KEYS])).toThrow(DataRejectedError);
    }
  });

  test('any key pair but the right one', () => {
    fc.assert(
      fc.property(anyJson, anyKeys, (value, keys) => {
        expect(() => verifyAndDecrypt(encryptAndSign(value, VECTOR_KEYS), [keys])).toThrow(DataRejectedError);
      }),
    );
  });

  test('no key pair at all', () => {
    expect(() => verifyAndDecrypt(encryptAndSign(1, VECTOR_KEYS), [])).toThrow(DataRejectedError);
  });

  test('a correctly encrypted text that is not JSON', () => {
    const encrypted = encryptAndSignText('RtnCode=1', VECTOR_KEYS);
    expect(() => verifyAndDecrypt(encrypted, [VECTOR_KEYS])).toThrow(expect.objectContaining({ reason: 'notJson' }));
  });
});

function replaceAt(encrypted: SignedData, field: keyof SignedData, at: number, to: string): SignedData {
  const text = encrypted[field];
  const place = at % text.length;
  return { ...encrypted, [field]: text.slice(0, place) + to + text.slice(place + 1) };
}
