import { UnencodableValueError } from './errors/unencodable-value-error.js';

/**
 * The ways in which ECPay's documents and samples URL-encode, in the order in which an opener tries them: .NET's
 * `Uri.EscapeDataString` (the documented one), PHP's `urlencode`, JavaScript's `encodeURIComponent`. They disagree on
 * the space and on `! ' ( ) * ~`.
 */
export const URL_ENCODINGS = ['rfc3986', 'phpUrlencode', 'encodeURIComponent'] as const;

export type UrlEncoding = (typeof URL_ENCODINGS)[number];

/** Percent-encodes as UTF-8, hex digits in upper case. @throws UnencodableValueError for half a surrogate pair. */
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
      'The text holds half a surrogate pair and has no UTF-8 form. Write it with JSON.stringify, which escapes the half.',
    );
  }
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
