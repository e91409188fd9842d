/** Schemas for text fields of ECPay's requests. A violation contains the rule and a fix for exactly what is wrong. */
import { z } from 'zod';
import { isHttpUrl } from './callback-address.js';

export interface TextLimits {
  /** Minimum number of characters. Default: 1. */
  readonly min?: number;
  /** Maximum number of characters: the N of ECPay's String(N). */
  readonly max: number;
  /** Checks everything but the length. Returns how to fix the text, or undefined if it is valid. */
  readonly fix?: (text: string) => string | undefined;
}

/** Creates the schema of a text field. All its limits belong to one rule with one message. */
export function textField(rule: string, message: string, limits: TextLimits) {
  return z.string().superRefine((text, context) => {
    const fixes = [fixLength(text, limits), limits.fix?.(text)].filter((fix) => fix !== undefined);
    if (fixes.length > 0) context.addIssue({ code: 'custom', message, params: { rule, fix: fixes.join(' ') } });
  });
}

/** Returns a fix for text with other characters than ASCII letters and digits. */
export function fixNonAlphanumeric(text: string): string | undefined {
  if (/^[A-Za-z0-9]*$/.test(text)) return undefined;
  return fixFullWidth(text) ?? 'Remove everything but the letters A to Z, a to z and the digits 0 to 9.';
}

/** Returns a fix for full-width characters, a common slip on Taiwanese keyboards. Includes the ideographic space. */
export function fixFullWidth(text: string): string | undefined {
  return /[\u3000\uFF01-\uFFE6]/.test(text) ? 'Write the full-width characters as half-width ones.' : undefined;
}

/**
 * Returns a fix for text that is not an absolute http or https URL. This package's choice: ECPay's page gives a length
 * only.
 */
export function fixUnusableUrl(text: string): string | undefined {
  return isHttpUrl(text) ? undefined : 'Write an absolute URL that begins with http:// or https://, without spaces.';
}

/** Returns a fix for control characters and for half surrogate pairs, which have no UTF-8 form. */
export function fixUnsendable(text: string): string | undefined {
  return /[\p{Surrogate}\p{Control}]/u.test(text) ? 'Remove control characters and broken characters.' : undefined;
}

/**
 * ECPay's page does not say what it counts. A Han character outside the BMP is one code point but two UTF-16 units. It
 * counts as two towards the maximum and as one towards the minimum, so that the text is valid however ECPay counts.
 */
function fixLength(text: string, { min = 1, max }: TextLimits): string | undefined {
  if (text.length > max) return `It has ${text.length} characters (rare ones count as two): shorten it to ${max}.`;
  const codePoints = [...text].length;
  return codePoints < min ? `Its length is ${codePoints}: it needs at least ${min} characters.` : undefined;
}
