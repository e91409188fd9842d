/** Secrets that somebody made up, copied or left as they were. Random ones pass; the checks cannot prove randomness. */
import { createHash } from 'node:crypto';

/**
 * SHA-256 of the webhook secrets that documentation shows: this package's README and the guides of Standard Webhooks. By
 * hash, so that no scanner for leaked secrets stumbles over them.
 */
const PUBLISHED: ReadonlySet<string> = new Set([
  'e47b9ca945176f44ddcf3f28d74abc255ee9f073abcf17f4caf8cadce21ff849',
  'f74e1720b76148810ffaeb4dc46a600cfa2fc3720e96da67a85a3dcb3f14c7a3',
  '26bc179eeed9133f5fd63890f2eafb8aa7687598b7ce3c6492c87a585057129e',
]);

/** 24 random bytes have 23 different ones as a rule, and fewer than 12 once in 10^14. */
const FEWEST_DIFFERENT_BYTES = 12;
/** 32 random hexadecimal digits have 14 different ones as a rule, and fewer than 6 once in 10^12. */
const FEWEST_DIFFERENT_CHARACTERS = 6;

/** Words of placeholders, long enough never to occur in random text. */
const PLACEHOLDER = /example|placeholder|password|changeme|change-me|replace|secret/i;

/** Why a key or secret of 24 bytes or more is weak, as the end of a sentence; undefined for one that may be random. */
export function weaknessOfBytes(bytes: Uint8Array): string | undefined {
  if (PUBLISHED.has(createHash('sha256').update(bytes).digest('hex'))) return 'is published in documentation';
  // Hexadecimal digits are a habit of those who make keys with: openssl rand -hex
  const text = Buffer.from(bytes).toString('latin1');
  const isHexadecimal = /^[0-9a-f]+$/i.test(text);
  const fewest = isHexadecimal ? FEWEST_DIFFERENT_CHARACTERS : FEWEST_DIFFERENT_BYTES;
  if (new Set(bytes).size < fewest || isRegular(bytes)) return 'is a pattern and not random';
  return /^[\x20-\x7e]+$/.test(text) && !isHexadecimal ? 'is text and not random bytes' : undefined;
}

/** The same of a token, which is text. */
export function weaknessOfText(text: string): string | undefined {
  if (PLACEHOLDER.test(text)) return 'is a placeholder';
  const characters = Buffer.from(text);
  const isPattern = new Set(characters).size < FEWEST_DIFFERENT_CHARACTERS || isRegular(characters);
  return isPattern ? 'is a pattern and not random' : undefined;
}

/** Whether a HashKey or HashIV stands for one that is still to be omitUndefined in: ECPay hands out none of these. */
export function isPlaceholderKey(key: string): boolean {
  return new Set(key).size < 4 || PLACEHOLDER.test(key) || repeats(Buffer.from(key));
}

/** Repeats itself, or counts up or down by a constant step. */
function isRegular(bytes: Uint8Array): boolean {
  const steps = new Set(bytes.slice(1).map((byte, index) => byte - (bytes[index] ?? 0)));
  return steps.size === 1 || repeats(bytes);
}

function repeats(bytes: Uint8Array): boolean {
  const periods = Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => index + 1);
  return periods.some((period) => bytes.every((byte, index) => index < period || byte === bytes[index - period]));
}
