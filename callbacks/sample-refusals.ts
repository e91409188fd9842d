import type { CallbackLog } from './log.js';

/** Lines for one reason to refuse, in one minute. */
const LINES = 10;
/** Milliseconds. */
const WINDOW = 60_000;

/**
 * A log in which refusals cannot drown what matters: whoever reaches the address can cause as many as they like. Of each
 * reason (a field `refusal`) the first lines of a minute are written, and when it is over a line with the number of the
 * others. Every other line is written as it is.
 */
export function sampleRefusals(log: CallbackLog): CallbackLog {
  const refused = new Map<unknown, number>();
  return {
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
    warn: (fields, message) => {
      if (!('refusal' in fields) || isSampled(fields.refusal)) log.warn(fields, message);
    },
  };

  function isSampled(refusal: unknown): boolean {
    const before = refused.get(refusal) ?? 0;
    refused.set(refusal, before + 1);
    // Nothing waits for the sum: a process that ends takes it along.
    if (before === 0) setTimeout(sum, WINDOW, refusal).unref();
    return before < LINES;
  }

  function sum(refusal: unknown): void {
    const more = (refused.get(refusal) ?? 0) - LINES;
    refused.delete(refusal);
    if (more > 0) log.warn({ refusal, more }, 'refused more for the same reason in the last minute');
  }
}
