import { z } from 'zod';

/**
 * Texts of a limited length. zod's `min` and `max` also read the `length` of a value that is no text, and throw if that
 * is an object which cannot become a number: `{"length":{"toString":0}}`.
 */
export const nonEmptyText = z.string().regex(/[^]/, 'is empty');

/** A text of up to `max` characters. */
export function textUpTo(max: number) {
  return z.string().regex(new RegExp(`^[^]{0,${max}}$`), `has more than ${max} characters`);
}
