/**
 * Fields of ECPay's replies. Sources disagree on whether a number is a number or a numeric string, and an absent value
 * may be an empty string: all of it is read, nothing is guessed.
 */
import { z } from 'zod';

/** A text, or nothing. A number is read as its digits; `""` and `null` as nothing. */
export const optionalText = z
  .preprocess((value) => (typeof value === 'number' ? String(value) : blankToNothing(value)), z.string().optional())
  .optional();

/** A text that must be there. */
export const text = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string().min(1));

/** A whole number that must be there, also as a numeric string. */
export const wholeNumber = z.preprocess(numeric, z.int());

/** A whole number (amounts in NT$, counts), or nothing. */
export const optionalWholeNumber = z
  .preprocess((value) => numeric(blankToNothing(value)), z.int().optional())
  .optional();

/** A list; ECPay may leave an empty one out or send `null`. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => blankToNothing(value) ?? [], z.array(item));
}

/** A list where it is there. */
export function optionalList<Item extends z.ZodType>(item: Item) {
  return z.preprocess(blankToNothing, z.array(item).optional()).optional();
}

function blankToNothing(value: unknown): unknown {
  return value === '' || value === null ? undefined : value;
}

function numeric(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
}
