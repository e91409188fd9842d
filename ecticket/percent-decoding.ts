import { isUtf8 } from 'node:buffer';

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
}

/** Characters that some encoders escape and others do not. No encoder escapes letters, digits and `- _ .`. */
const VARYING = "!'()*~/";

/** The known encoders of senders: which varying characters each leaves bare, and how it writes a space. */
const ENCODERS = [
  { bare: '~', space: '%20' }, // .NET Uri.EscapeDataString, which ECPay documents
  { bare: '', space: '+' }, // PHP urlencode, of ECPay's samples
  { bare: "~!'()*", space: '%20' }, // JavaScript encodeURIComponent
  { bare: '!()*', space: '+' }, // .NET HttpUtility.UrlEncode (lower-case digits) and WebUtility.UrlEncode
  { bare: '*', space: '+' }, // Java URLEncoder, browsers' forms
  { bare: '~', space: '+' }, // Python quote_plus, Go QueryEscape
  { bare: '~/', space: '%20' }, // Python quote
].map(({ bare, space }) => ({ bare: bitsOf(bare), space }));

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
const HEX_VALUES = new Int8Array(256).map((_, byte) => {
  const character = String.fromCharCode(byte);
  return /[0-9A-Fa-f]/.test(character) ? parseInt(character, 16) : -1;
});
const UPPER = 1;
const LOWER = 2;
const DIGIT_CASES = new Uint8Array(256).map((_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-F]/.test(character) ? UPPER : /[a-f]/.test(character) ? LOWER : 0;
});

/**
 * URL-decodes bytes and reports how they were encoded. Takes the same time whether they are well-formed or not. A `+`
 * is a space, because every encoder writes a plus as `%2B`.
 *
 * A decoder accepts many encodings of one text. Accepting only what a known encoder writes detects blocks that an
 * attacker has garbled by changing the CBC ciphertext.
 */
export function percentDecode(bytes: Buffer): PercentDecoded {
  const decoded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let isMalformed = false;
  /** Classes of the bare bytes, of the escaped bytes, and the case of the hex digits. */
  let [bare, escaped, digits] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === PERCENT) {
      const [first, second] = [bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
      const value = ((HEX_VALUES[first] ?? -1) << 4) | (HEX_VALUES[second] ?? -1);
      if (value < 0) {
        isMalformed = true;
      } else {
        digits |= (DIGIT_CASES[first] ?? 0) | (DIGIT_CASES[second] ?? 0);
        escaped |= BITS[value] ?? 0;
        byte = value;
        at += 2;
      }
    } else {
      bare |= BITS[byte] ?? 0;
      if (byte === PLUS) byte = SPACE;
    }
    decoded[length] = byte;
    length += 1;
  }
  const result = decoded.subarray(0, length);
  const isValid = isUtf8(result);
  // Every encoder escapes braces, quotes and commas: a bare one means that the text is not encoded.
  if ((bare & ALWAYS_ESCAPED) !== 0) {
    return isUtf8(bytes) ? { text: bytes.toString('utf8'), encoding: 'none' } : broken(result);
  }
  const isFromKnownEncoder =
    isValid &&
    !isMalformed &&
    digits !== (UPPER | LOWER) &&
    (escaped & ALWAYS_BARE) === 0 &&
    ENCODERS.some(
      (encoder) =>
        (bare & VARYING_BITS & ~encoder.bare) === 0 &&
        (escaped & encoder.bare) === 0 &&
        (encoder.space === '+' ? escaped & SPACE_TO_ESCAPE : bare & SPACE_AS_PLUS) === 0,
    );
  const isRaw = (bare & BEYOND_ASCII) !== 0;
  const isMixed = isRaw && (escaped & BEYOND_ASCII) !== 0;
  if (!isFromKnownEncoder || isMixed) return broken(result);
  return { text: result.toString('utf8'), encoding: isRaw ? 'rawUtf8' : 'canonical' };
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
