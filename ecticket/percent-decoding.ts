import { isUtf8, transcode } from 'node:buffer';
import type { UrlEncoding } from './url-encoding.js';

/**
 * How a text is URL-encoded:
 * - `canonical`: ASCII only, exactly as one of the known encoders writes it;
 * - `rawUtf8`: the same, except that characters beyond ASCII are not escaped;
 * - `none`: not URL-encoded, but valid UTF-8;
 * - `broken`: none of these.
 */
type PercentEncoding = 'canonical' | 'rawUtf8' | 'none' | 'broken';

export interface PercentDecoded {
  readonly text: string;
  readonly encoding: PercentEncoding;
  /** The first of the URL encodings in which the text is encoded exactly so, apart from the case of hex digits. */
  readonly urlEncoding?: UrlEncoding | undefined;
}

/** Characters that some encoders escape and others do not. No encoder escapes letters, digits and `- _ .`. */
const VARYING = "!'()*~/";

interface Encoder {
  /** One bit per varying character that it leaves bare. */
  readonly bare: number;
  readonly space: '%20' | '+';
  readonly urlEncoding?: UrlEncoding;
}

/** The known encoders of senders: which varying characters each leaves bare, and how it writes a space. */
const ENCODERS: readonly Encoder[] = [
  { bare: bitsOf('~'), space: '%20', urlEncoding: 'rfc3986' }, // .NET Uri.EscapeDataString, which ECPay documents
  { bare: bitsOf(''), space: '+', urlEncoding: 'phpUrlencode' }, // PHP urlencode, of ECPay's samples
  { bare: bitsOf("~!'()*"), space: '%20', urlEncoding: 'encodeURIComponent' }, // JavaScript
  { bare: bitsOf('!()*'), space: '+' }, // .NET HttpUtility.UrlEncode (lower-case digits) and WebUtility.UrlEncode
  { bare: bitsOf('*'), space: '+' }, // Java URLEncoder, browsers' forms
  { bare: bitsOf('~'), space: '+' }, // Python quote_plus, Go QueryEscape
  { bare: bitsOf('~/'), space: '%20' }, // Python quote
];

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** Classes of bytes, as bits. The lower bits stand for one varying character each. */
const ALWAYS_BARE = 1 << 8;
const ALWAYS_ESCAPED = 1 << 9;
const BEYOND_ASCII = 1 << 10;
const SPACE_TO_ESCAPE = 1 << 11;
const SPACE_AS_PLUS = 1 << 12;
const VARYING_BITS = (1 << 8) - 1;
const BITS = new Uint16Array(256).map((_, byte) => {
  if (byte > 0x7f) return BEYOND_ASCII;
  const character = String.fromCharCode(byte);
  if (/[A-Za-z0-9_.-]/.test(character)) return ALWAYS_BARE;
  if (byte === SPACE) return ALWAYS_ESCAPED | SPACE_TO_ESCAPE;
  if (byte === PLUS) return SPACE_AS_PLUS;
  return byte === PERCENT ? 0 : bitsOf(character) || ALWAYS_ESCAPED;
});
/** Hex digits by byte: the value in the lower four bits, and bits for the case of a letter and for no hex digit. */
const DIGIT_VALUE = 0xf;
const UPPER = 1 << 4;
const LOWER = 1 << 5;
const NOT_HEX = 1 << 6;
const HEX_DIGITS = new Uint8Array(256).map((_, byte) => {
  const character = String.fromCharCode(byte);
  if (!/[0-9A-Fa-f]/.test(character)) return NOT_HEX;
  const letterCase = /[A-F]/.test(character) ? UPPER : /[a-f]/.test(character) ? LOWER : 0;
  return parseInt(character, 16) | letterCase;
});

/**
 * URL-decodes bytes and reports how they were encoded. Takes the same time whether they are well-formed or not. A `+`
 * is a space, because every encoder writes a plus as `%2B`.
 *
 * A decoder accepts many encodings of one text. Accepting only what a known encoder writes detects blocks that an
 * attacker has garbled by changing the CBC ciphertext.
 */
export function percentDecode(bytes: Buffer): PercentDecoded {
  const { result, bare, escaped, digits } = decodeEscapes(bytes);
  const isValid = isUtf8(result);
  // Every encoder escapes braces, quotes and commas: a bare one means that the text is not encoded.
  if ((bare & ALWAYS_ESCAPED) !== 0) {
    return isUtf8(bytes) ? { text: bytes.toString('utf8'), encoding: 'none' } : broken(result);
  }
  const isRaw = (bare & BEYOND_ASCII) !== 0;
  const isMixed = isRaw && (escaped & BEYOND_ASCII) !== 0;
  const hasMixedDigits = (digits & UPPER) !== 0 && (digits & LOWER) !== 0;
  const encoder = ENCODERS.find((each) => couldWrite(each, bare, escaped));
  const isMalformed = (digits & NOT_HEX) !== 0 || (escaped & ALWAYS_BARE) !== 0 || hasMixedDigits || isMixed;
  if (encoder === undefined || isMalformed || !isValid) return broken(result);
  const text = ((bare | escaped) & BEYOND_ASCII) === 0 ? result.toString('latin1') : decodeUtf8(result);
  return isRaw ? { text, encoding: 'rawUtf8' } : { text, encoding: 'canonical', urlEncoding: encoder.urlEncoding };
}

/** Decodes valid UTF-8. For long texts, the way over UTF-16 is twice as fast as `toString('utf8')`. */
function decodeUtf8(bytes: Buffer): string {
  return bytes.length < 1024 ? bytes.toString('utf8') : transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
}

/**
 * Returns the decoded bytes, the classes of the bare bytes and of the escaped bytes, and the bits of the hex digits. A
 * function of its own, because V8 optimizes this loop anew whenever a rare branch after it runs for the first time.
 */
function decodeEscapes(bytes: Buffer) {
  const decoded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let bare = 0;
  let escaped = 0;
  let digits = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== PERCENT) {
      bare |= BITS[byte] ?? 0;
      decoded[length] = byte === PLUS ? SPACE : byte;
    } else {
      const first = HEX_DIGITS[bytes[at + 1] ?? 0] ?? NOT_HEX;
      const second = HEX_DIGITS[bytes[at + 2] ?? 0] ?? NOT_HEX;
      digits |= first | second;
      if (((first | second) & NOT_HEX) === 0) {
        const value = ((first & DIGIT_VALUE) << 4) | (second & DIGIT_VALUE);
        escaped |= BITS[value] ?? 0;
        decoded[length] = value;
        at += 2;
      } else {
        decoded[length] = PERCENT;
      }
    }
    length += 1;
  }
  return { result: decoded.subarray(0, length), bare, escaped, digits };
}

/** Whether an encoder leaves these bytes bare and escapes those. */
function couldWrite(encoder: Encoder, bare: number, escaped: number): boolean {
  return (
    (bare & VARYING_BITS & ~encoder.bare) === 0 &&
    (escaped & encoder.bare) === 0 &&
    (encoder.space === '+' ? escaped & SPACE_TO_ESCAPE : bare & SPACE_AS_PLUS) === 0
  );
}

/**
 * Nobody reads this text. ASCII keeps its handling as fast as any other: replacement characters take five times longer.
 */
function broken(bytes: Buffer): PercentDecoded {
  return { text: bytes.toString('ascii'), encoding: 'broken' };
}

/** Returns one bit per varying character. */
function bitsOf(characters: string): number {
  return [...characters].reduce((bits, each) => bits | (VARYING.includes(each) ? 1 << VARYING.indexOf(each) : 0), 0);
}
