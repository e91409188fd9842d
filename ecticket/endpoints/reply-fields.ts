/**
 * Schemas for the fields of ECPay's replies. ECPay's sources disagree on whether a number is a number or a numeric
 * string, and on how an absent value is written. These schemas accept every documented form and guess nothing.
 */
import { z } from 'zod';
import { nonEmptyText } from '../bounded-text.js';

/** Optional text. A number becomes its digits; `""` and `null` count as absent. */
export const optionalText = z
  .preprocess((value) => (typeof value === 'number' ? String(value) : blankToUndefined(value)), z.string().optional())
  .optional();

/** Required text. A number becomes its digits. */
export const text = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), nonEmptyText);

/** Required whole number, or a numeric string. */
export const wholeNumber = z.preprocess(toNumber, z.int());

/** Optional whole number (an amount in NT$, or a count), or a numeric string. */
export const optionalWholeNumber = z
  .preprocess((value) => toNumber(blankToUndefined(value)), z.int().optional())
  .optional();

/** A list. ECPay may omit an empty list or send `null`. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => blankToUndefined(value) ?? [], z.array(item));
}

/** Optional list. */
export function optionalList<Item extends z.ZodType>(item: Item) {
  return z.preprocess(blankToUndefined, z.array(item).optional()).optional();
}

function blankToUndefined(value: unknown): unknown {
  return value === '' || value === null ? undefined : value;
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
}
