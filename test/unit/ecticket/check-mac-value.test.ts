import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  checkMacValue,
  encodingNeutralJson,
  verifyAndDecrypt,
  encryptAndSignText,
  URL_ENCODINGS,
  type UrlEncoding,
} from '../../../ecticket/index.js';
import { VECTOR_KEYS } from './keys.js';

test('the official vector of developers.ecpay.com.tw/?p=32236, in every URL encoding', () => {
  const plaintext = '{"MerchantID":"3085676","MerchantTradeNo":"CX202202221540568521"}';
  for (const urlEncoding of URL_ENCODINGS) {
    expect(checkMacValue(plaintext, VECTOR_KEYS, urlEncoding)).toBe(
      'CE67BBD259EE38BA1C7FB7CC88C3BD91D3F082B46EAEBD4E4E5F2184CB23349A',
    );
  }
});

describe('where the encoders disagree', () => {
  const space = '{"RtnMsg":"a b","IssueDate":"2026/05/18 14:30:00"}';
  const marks = '{"Name":"(A)!*"}';
  const table: [string, UrlEncoding, string][] = [
    [space, 'rfc3986', '3F76F23BBB158C25EA802C1E172B2A2FA44F6632AF7A64453371258293BB8C5E'],
    [space, 'phpUrlencode', '3A3AC5683EBD1A41D0CE1FD22D69AE569A6A91784572E789556F43D5D4C62A88'],
    [space, 'encodeURIComponent', '3F76F23BBB158C25EA802C1E172B2A2FA44F6632AF7A64453371258293BB8C5E'],
    [marks, 'rfc3986', '25634923413363789319AD3488FA542346E0034088E2AA8DA757ABF478841A20'],
    [marks, 'phpUrlencode', '25634923413363789319AD3488FA542346E0034088E2AA8DA757ABF478841A20'],
    [marks, 'encodeURIComponent', '498BC5DBF7CB7A43CCCF85A0A58983A7DC3EF1CACAD041F54740A2F63C3BE776'],
  ];

  test.each(table)('%s in the URL encoding %s', (plaintext, urlEncoding, expected) => {
    expect(checkMacValue(plaintext, VECTOR_KEYS, urlEncoding)).toBe(expected);
  });

  test.each([
    [space, 'rfc3986', 'rfc3986'],
    [space, 'phpUrlencode', 'phpUrlencode'],
    [space, 'encodeURIComponent', 'rfc3986'],
    [marks, 'rfc3986', 'rfc3986'],
    [marks, 'phpUrlencode', 'rfc3986'],
    [marks, 'encodeURIComponent', 'encodeURIComponent'],
  ] as [string, UrlEncoding, UrlEncoding][])(
    '%s encrypted with the URL encoding %s decrypts, with %s detected',
    (plaintext, encryptedWith, detected) => {
      const opened = verifyAndDecrypt(encryptAndSignText(plaintext, VECTOR_KEYS, encryptedWith), [VECTOR_KEYS]);
      expect(opened).toMatchObject({ plaintext, urlEncoding: detected, value: JSON.parse(plaintext) as unknown });
    },
  );
});

describe('each character that the encoders disagree on', () => {
  const encodings: Record<UrlEncoding, Record<string, string>> = {
    rfc3986: { ' ': '%20', '!': '%21', "'": '%27', '(': '%28', ')': '%29', '*': '%2a', '~': '~' },
    phpUrlencode: { ' ': '+', '!': '%21', "'": '%27', '(': '%28', ')': '%29', '*': '%2a', '~': '%7e' },
    encodeURIComponent: { ' ': '%20', '!': '!', "'": "'", '(': '(', ')': ')', '*': '*', '~': '~' },
  };
  const table = Object.entries(encodings).flatMap(([urlEncoding, characters]) =>
    Object.entries(characters).map(([character, encoded]) => [character, urlEncoding as UrlEncoding, encoded] as const),
  );

  test.each(table)('%j in the URL encoding %s is hashed as %s', (character, urlEncoding, encoded) => {
    const hashed = `7b53896b742849d3${encoded}37a0ad3c6ffa428b`;
    const expected = createHash('sha256').update(hashed).digest('hex').toUpperCase();
    expect(checkMacValue(character, VECTOR_KEYS, urlEncoding)).toBe(expected);
  });
});

describe('encoding-neutral JSON', () => {
  test('the vector of an escaped space, in every URL encoding', () => {
    const plaintext = encodingNeutralJson({ RtnMsg: 'a b' });
    expect(plaintext).toBe('{"RtnMsg":"a\\u0020b"}');
    for (const urlEncoding of URL_ENCODINGS) {
      expect(checkMacValue(plaintext, VECTOR_KEYS, urlEncoding)).toBe(
        'D9C9EA87E5C415327F4FA7FDEB94171F7C14307303D1131F8D797DA5A3E0FD94',
      );
    }
  });

  test('half a surrogate pair is escaped by JSON.stringify, so it encrypts and decrypts', () => {
    expect(encodingNeutralJson('a\ud800b')).toBe('"a\\ud800b"');
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  test.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a BigInt', 1n],
    ['a cycle', cycle],
  ])('%s cannot be encoded', (_, value) => {
    expect(() => encodingNeutralJson(value)).toThrow(
      expect.objectContaining({ name: 'UnencodableValueError', code: 'UNENCODABLE_VALUE' }),
    );
  });
});
