/**
 * Detects secrets that were made up, copied or left as placeholders. The checks cannot prove that a secret is random.
 */
import { createHash } from 'node:crypto';

/**
 * SHA-256 hashes of webhook secrets in documentation: docs/how-to/backend.md and the guides of Standard Webhooks.
 * Hashed, so that scanners for leaked secrets do not report them.
 */
const PUBLISHED: ReadonlySet<string> = new Set([
  'e47b9ca945176f44ddcf3f28d74abc255ee9f073abcf17f4caf8cadce21ff849',
  'f74e1720b76148810ffaeb4dc46a600cfa2fc3720e96da67a85a3dcb3f14c7a3',
  '26bc179eeed9133f5fd63890f2eafb8aa7687598b7ce3c6492c87a585057129e',
]);

/** 24 random bytes usually contain 23 different values; fewer than 12 occur once in 10^14. */
const MIN_DIFFERENT_BYTES = 12;
/** 32 random hexadecimal digits usually contain 14 different digits; fewer than 6 occur once in 10^12. */
const MIN_DIFFERENT_CHARACTERS = 6;

/** Words in placeholders that are too long to occur in random text. */
const PLACEHOLDER = /example|placeholder|password|changeme|change-me|replace|secret/i;

/** Returns why a secret of at least 24 bytes is weak, as the end of a sentence, or undefined if it may be random. */
export function weaknessOfBytes(bytes: Uint8Array): string | undefined {
  if (PUBLISHED.has(createHash('sha256').update(bytes).digest('hex'))) return 'is published in documentation';
  // Keys generated with `openssl rand -hex` consist of hexadecimal digits.
  const text = Buffer.from(bytes).toString('latin1');
  const isHexadecimal = /^[0-9a-f]+$/i.test(text);
  const minDifferent = isHexadecimal ? MIN_DIFFERENT_CHARACTERS : MIN_DIFFERENT_BYTES;
  if (new Set(bytes).size < minDifferent || isRegular(bytes)) return 'is a pattern, not random';
  return /^[\x20-\x7e]+$/.test(text) && !isHexadecimal ? 'is text, not random bytes' : undefined;
}

/** Returns why a token, which is text, is weak, or undefined if it may be random. */
export function weaknessOfText(text: string): string | undefined {
  if (PLACEHOLDER.test(text)) return 'is a placeholder';
  const characters = Buffer.from(text);
  const isPattern = new Set(characters).size < MIN_DIFFERENT_CHARACTERS || isRegular(characters);
  return isPattern ? 'is a pattern, not random' : undefined;
}

/** Whether a HashKey or HashIV is a placeholder, which ECPay never issues. */
export function isPlaceholderKey(key: string): boolean {
  return new Set(key).size < 4 || PLACEHOLDER.test(key) || repeats(Buffer.from(key));
}

/** Whether the bytes repeat themselves, or increase or decrease by a constant step. */
function isRegular(bytes: Uint8Array): boolean {
  const steps = new Set(bytes.slice(1).map((byte, index) => byte - (bytes[index] ?? 0)));
  return steps.size === 1 || repeats(bytes);
}

function repeats(bytes: Uint8Array): boolean {
  const periods = Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => index + 1);
  return periods.some((period) => bytes.every((byte, index) => index < period || byte === bytes[index - period]));
}
