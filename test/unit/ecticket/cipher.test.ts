import { describe, expect, test } from '@jest/globals';
import { decrypt, encrypt, HashKeyPair, URL_ENCODINGS } from '../../../ecticket/index.js';
import { OTHER_KEYS, VECTOR_KEYS } from './keys.js';

describe('the official vector of developers.ecpay.com.tw/?p=32235', () => {
  const plaintext = '{"Name":"Test","ID":"A123456789"}';
  const data = 'oxmUqzelA4koGRQ+myZggW5qNqlVdytGJadngOuWA7jd1Fakpay72J/w5IXLIINqCYcmx7gLsaednuH54LjffA==';

  test.each(URL_ENCODINGS)('encrypts to it in the URL encoding %s', (urlEncoding) => {
    expect(encrypt(plaintext, VECTOR_KEYS, urlEncoding)).toBe(data);
  });

  test('decrypts from it', () => {
    expect(decrypt(data, VECTOR_KEYS)).toBe(plaintext);
  });
});

describe('what a counterpart wrote', () => {
  test.each(URL_ENCODINGS)('is read back in the URL encoding %s, a literal plus and a space apart', (urlEncoding) => {
    const text = `a b+c ~ !'()* 五星渡假飯店 𠮷 %20`;
    expect(decrypt(encrypt(text, VECTOR_KEYS, urlEncoding), VECTOR_KEYS)).toBe(text);
  });

  test('PHP writes a space as a plus, and that is what is encrypted', () => {
    expect(encrypt('a b', VECTOR_KEYS, 'phpUrlencode')).not.toBe(encrypt('a b', VECTOR_KEYS, 'rfc3986'));
  });
});

describe('what is not encrypted Data', () => {
  const broken = (reason: string) =>
    expect.objectContaining({ name: 'DataRejectedError', code: 'DATA_REJECTED', reason });
  const thrownBy = (data: string, keys = VECTOR_KEYS): unknown => {
    try {
      return decrypt(data, keys);
    } catch (error) {
      return error;
    }
  };
  const good = encrypt('{}', VECTOR_KEYS);

  test.each([
    ['nothing', ''],
    ['a sentence', 'not Base64 at all!'],
    ['Base64 with a line break', `${good.slice(0, 10)}\n${good.slice(10)}`],
    ['the URL-safe alphabet', 'oxmUqzelA4koGRQ-myZggW5qNqlVdytG'],
    ['missing padding', good.replace(/=+$/, '')],
    ['bits after the end', 'QR=='],
  ])('%s is refused as no Base64', (_, data) => {
    expect(thrownBy(data)).toEqual(broken('notBase64'));
  });

  test.each([
    ['half a block', 'QQ=='],
    ['a block of zeros', Buffer.alloc(16).toString('base64')],
  ])('%s is refused as not decryptable', (_, data) => {
    expect(thrownBy(data)).toEqual(broken('notDecryptable'));
  });

  test("another merchant's Data is refused as not decryptable", () => {
    expect(thrownBy(good, OTHER_KEYS)).toEqual(broken('notDecryptable'));
  });
});

describe('a key pair', () => {
  const problemsOf = (hashKey: unknown, hashIv: unknown): unknown => {
    try {
      return new HashKeyPair(hashKey as string, hashIv as string);
    } catch (error) {
      return error;
    }
  };

  test('of other than 16 bytes is refused, both values at once', () => {
    expect(problemsOf('7b53896b742849d', '37a0ad3c6ffa428b\n')).toMatchObject({
      name: 'InvalidKeyPairError',
      code: 'INVALID_KEY_PAIR',
      problems: ['HashKey has 15 bytes instead of 16', 'HashIV has 17 bytes instead of 16'],
    });
  });

  test.each([
    ['missing', undefined, 'HashKey is not a string'],
    ['a number', 7538967428490000, 'HashKey is not a string'],
    ['16 characters of 48 bytes', '金'.repeat(16), 'HashKey has 48 bytes instead of 16'],
    [
      '16 bytes with a space',
      '7b53896b742849d ',
      'HashKey contains a space or a character that is not printable ASCII',
    ],
  ])('with a HashKey that is %s is refused', (_, hashKey, problem) => {
    expect(problemsOf(hashKey, '37a0ad3c6ffa428b')).toMatchObject({ problems: [problem] });
  });
});

test('half a surrogate pair cannot be encrypted without an escape', () => {
  expect(() => encrypt('\ud800', VECTOR_KEYS)).toThrow(
    expect.objectContaining({ name: 'UnencodableValueError', code: 'UNENCODABLE_VALUE' }),
  );
});
