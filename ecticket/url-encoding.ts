import { UnencodableValueError } from './errors/unencodable-value-error.js';

/**
 * The URL encodings of ECPay's documents and samples, in the order in which verification tries them: .NET's
 * `Uri.EscapeDataString` (the documented one), PHP's `urlencode`, JavaScript's `encodeURIComponent`. They differ in the
 * space and in `! ' ( ) * ~`.
 */
export const URL_ENCODINGS = ['rfc3986', 'phpUrlencode', 'encodeURIComponent'] as const;

export type UrlEncoding = (typeof URL_ENCODINGS)[number];

/**
 * Percent-encodes a text as UTF-8, with hex digits in upper case.
 *
 * @throws UnencodableValueError for half a surrogate pair.
 */
export function urlEncode(text: string, urlEncoding: UrlEncoding): string {
  const encoded = percentEncode(text);
  switch (urlEncoding) {
    case 'encodeURIComponent':
      return encoded;
    case 'rfc3986':
      return encoded.replace(/[!'()*]/g, hex);
    case 'phpUrlencode':
      return encoded.replace(/[!'()*~]/g, hex).replaceAll('%20', '+');
  }
}

function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new UnencodableValueError(
      'The text contains half a surrogate pair, which has no UTF-8 form. Use JSON.stringify, which escapes it.',
    );
  }
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
