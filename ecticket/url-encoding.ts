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
  return convertEncoded(encodeUriComponent(text), urlEncoding);
}

/** Converts a text that `encodeUriComponent` has encoded to another URL encoding. */
export function convertEncoded(encoded: string, urlEncoding: UrlEncoding): string {
  switch (urlEncoding) {
    case 'encodeURIComponent':
      return encoded;
    case 'rfc3986':
      return escapeMarks(encoded);
    case 'phpUrlencode':
      return escapeMarks(encoded).replaceAll('~', '%7E').replaceAll('%20', '+');
  }
}

/** A search for one character is ten times faster than a regular expression for all of them. */
function escapeMarks(encoded: string): string {
  return encoded
    .replaceAll('!', '%21')
    .replaceAll("'", '%27')
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replaceAll('*', '%2A');
}

/**
 * Does the same as JavaScript's `encodeURIComponent`.
 *
 * @throws UnencodableValueError for half a surrogate pair.
 */
export function encodeUriComponent(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new UnencodableValueError(
      'The text contains half a surrogate pair, which has no UTF-8 form. Use JSON.stringify, which escapes it.',
    );
  }
}
