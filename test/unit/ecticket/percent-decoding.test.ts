import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { URL_ENCODINGS } from '../../../ecticket/index.js';
import { percentDecode } from '../../../ecticket/percent-decoding.js';
import { urlEncode } from '../../../ecticket/url-encoding.js';

const encodingOf = (text: string) => percentDecode(Buffer.from(text)).encoding;
const lowerCase = (text: string) => text.replace(/%../g, (escape) => escape.toLowerCase());

const sameButDigits = (one: string, other: string) => lowerCase(one) === lowerCase(other);

/** What known encoders make of a text; their digits may be in lower case too. */
const ENCODERS: readonly ((text: string) => string)[] = [
  ...URL_ENCODINGS.map((urlEncoding) => (text: string) => urlEncode(text, urlEncoding)),
  // .NET HttpUtility.UrlEncode, Java URLEncoder, Python quote_plus and quote
  (text: string) => urlEncode(text, 'phpUrlencode').replace(/%(21|28|29|2A)/g, (escape) => decodeURIComponent(escape)),
  (text: string) => urlEncode(text, 'phpUrlencode').replaceAll('%2A', '*'),
  (text: string) => urlEncode(text, 'phpUrlencode').replaceAll('%7E', '~'),
  (text: string) => urlEncode(text, 'rfc3986').replaceAll('%2F', '/'),
].flatMap((encode) => [encode, (text: string) => lowerCase(encode(text))]);

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...Array.from(` !'()*~/+%&"{}.-_aZ9é王𠮷`)) }),
);

describe('canonical is', () => {
  test('what a known encoder writes', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...ENCODERS), (text, encode) => {
        const encoded = encode(text);
        const urlEncoding = URL_ENCODINGS.find((each) => sameButDigits(urlEncode(text, each), encoded));
        expect(percentDecode(Buffer.from(encoded))).toEqual({ text, encoding: 'canonical', urlEncoding });
      }),
    );
  });

  test('nothing else: a text is canonical exactly where an encoder, given what it decodes to, writes it', () => {
    const piece = fc.constantFrom(...Array.from("%%%%%2270aBF+~!*'(/A-"), '%20', '%7B', '%7b', '%E5%A5%BD', '%41', '{');
    const written = fc.oneof(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc
        .tuple(anyText, anyText, fc.constantFrom(...ENCODERS), fc.constantFrom(...ENCODERS))
        .map(([one, other, encode, encodeOther]) => encode(one) + encodeOther(other)),
    );
    fc.assert(
      fc.property(written, (text) => {
        const decoded = decodedOrNothing(text);
        const isWritten = decoded !== undefined && ENCODERS.some((encode) => encode(decoded) === text);
        expect(encodingOf(text) === 'canonical').toBe(isWritten);
      }),
      { numRuns: 1000 },
    );
  });

  test('no block that CBC has garbled', () => {
    const encoded = Buffer.from(encodeURIComponent(JSON.stringify({ RtnMsg: '付款成功', MerchantID: '3002607' })));
    fc.assert(
      fc.property(fc.nat(encoded.length - 17), fc.uint8Array({ minLength: 16, maxLength: 16 }), (at, garbage) => {
        const garbled = Buffer.from(encoded);
        garbled.set(garbage, at);
        // Sixteen bytes that all happen to be well-formed are possible, and not to be expected in a lifetime.
        expect(percentDecode(garbled).encoding).not.toBe('canonical');
      }),
    );
  });
});

test.each([
  ['characters beyond ASCII as they are', '%7B好%7D', 'rawUtf8'],
  ['such characters in both ways', '%7B好%E5%A5%BD', 'broken'],
  ['no encoding at all', '{"a":"b+c 50%"}', 'none'],
  ['half a character', '%E5%A5', 'broken'],
  ['an escape cut short', '%7B%2', 'broken'],
  ['an escape of a letter', '%7B%41', 'broken'],
])('other than canonical: %s', (_what, text, encoding) => {
  expect(encodingOf(text)).toBe(encoding);
});

test('what is not encoded keeps its pluses and percent signs', () => {
  expect(percentDecode(Buffer.from('{"a":"b+c%20"}')).text).toBe('{"a":"b+c%20"}');
});

function decodedOrNothing(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
