import { z } from 'zod';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly [names: RegExp, milliseconds: number][] = [
  [/^(ms|milliseconds?)$/, 1],
  [/^(s|sec|seconds?)$/, SECOND],
  [/^(m|min|minutes?)$/, MINUTE],
  [/^(h|hours?)$/, HOUR],
  [/^(d|days?)$/, DAY],
  [/^(w|weeks?)$/, 7 * DAY],
];

/** The longest delay that the sandbox accepts. */
const MAX_DURATION_MS = 100 * 366 * DAY;

/** Describes a valid duration, for error messages and help. */
export const DURATION_FORMAT =
  'a number and a unit (ms, seconds, minutes, hours, days, weeks), ' +
  'such as "2s", "90 minutes" or "1 day", up to 100 years';

/**
 * Parses a duration such as `2s`, `1.5 hours` or `1 day`. @returns Milliseconds, or undefined if the text is invalid or
 * negative
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,15}(?:\.\d{1,6})?) ?([a-z]+)$/i.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const [, milliseconds] = UNITS.find(([names]) => names.test(unit.toLowerCase())) ?? [];
  if (milliseconds === undefined) return undefined;
  const duration = Math.round(Number(amount) * milliseconds);
  return duration <= MAX_DURATION_MS ? duration : undefined;
}

/** A schema that parses a duration to milliseconds. */
export const durationSchema = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) context.addIssue({ code: 'custom', message: `${text} is not ${DURATION_FORMAT}` });
  return milliseconds ?? 0;
});
