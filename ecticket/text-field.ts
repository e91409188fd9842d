/** Text fields of ECPay's requests: a failed one says which rule it broke and how to fix just that. */
import { z } from 'zod';
import { isHttpUrl } from './callback-address.js';

export interface TextLimits {
  /** Characters, 1 where left out. */
  readonly min?: number;
  /** Characters: the N of ECPay's String(N). */
  readonly max: number;
  /** Anything else that may be wrong with a text of the right length; answers how to fix it. */
  readonly fix?: (text: string) => string | undefined;
}

/** A text whose limits are told as one rule. */
export function textField(rule: string, words: string, limits: TextLimits) {
  return z.string().superRefine((text, context) => {
    const fixes = [fixLength(text, limits), limits.fix?.(text)].filter((fix) => fix !== undefined);
    if (fixes.length > 0) context.addIssue({ code: 'custom', message: words, params: { rule, fix: fixes.join(' ') } });
  });
}

/** Mends what is neither an unaccented letter nor a digit; full-width ones are the usual slip on Taiwanese keyboards. */
export function fixNonAlphanumeric(text: string): string | undefined {
  if (/^[A-Za-z0-9]*$/.test(text)) return undefined;
  return fixFullWidth(text) ?? 'Take out everything but the letters A to Z, a to z and the digits 0 to 9.';
}

/** Full-width forms, including the ideographic space. */
export function fixFullWidth(text: string): string | undefined {
  return /[\u3000\uFF01-\uFFE6]/.test(text) ? 'Write the full-width characters as half-width ones.' : undefined;
}

/** That a URL is one which ECPay's server or a customer's browser can call is ours to ask. */
export function fixUnusableUrl(text: string): string | undefined {
  return isHttpUrl(text) ? undefined : 'Write a whole URL that begins with http:// or https://, without spaces.';
}

/** Half a surrogate pair has no UTF-8 form and cannot be sent; a control character is never meant. */
export function fixUnsendable(text: string): string | undefined {
  return /[\p{Surrogate}\p{Control}]/u.test(text) ? 'Take out control characters and broken characters.' : undefined;
}

/**
 * The page does not say what it counts. A rare Han character outside the BMP is one code point and two UTF-16 units: it
 * counts as two against the longest length and as one for the shortest, so that ECPay agrees however it counts.
 */
function fixLength(text: string, { min = 1, max }: TextLimits): string | undefined {
  if (text.length > max) return `It has ${text.length} characters, rare ones count as two: shorten it to ${max}.`;
  const codePoints = [...text].length;
  return codePoints < min ? `It has ${codePoints} characters: it needs at least ${min}.` : undefined;
}
