import type { OrderRef } from '../ecticket/order.js';
import { tradeNoOf, workflowIdOf } from '../workflows/messages/names.js';

/** The methods of a pino logger that the receiver calls. The fields contain neither keys nor the Data of a callback. */
export interface CallbackLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log that writes nothing. */
export const SILENT: CallbackLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Lines per minute for each reason of a refusal. */
const MAX_LINES_PER_REASON = 10;
const SAMPLE_WINDOW_MS = 60_000;

/**
 * Limits the lines about refused requests, because anybody who reaches the receiver can cause them. For each reason
 * (the field `refusal`), the first lines of a minute are written, and after that minute one line with the number of the
 * others. All other lines are written unchanged.
 */
export function sampleRefusals(log: CallbackLog): CallbackLog {
  const counts = new Map<unknown, number>();
  return {
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
    warn: (fields, message) => {
      if (!('refusal' in fields) || shouldWrite(fields.refusal)) log.warn(fields, message);
    },
  };

  function shouldWrite(refusal: unknown): boolean {
    const previous = counts.get(refusal) ?? 0;
    counts.set(refusal, previous + 1);
    // The timer does not keep the process alive. A process that ends loses the summary.
    if (previous === 0) setTimeout(writeSummary, SAMPLE_WINDOW_MS, refusal).unref();
    return previous < MAX_LINES_PER_REASON;
  }

  function writeSummary(refusal: unknown): void {
    const more = (counts.get(refusal) ?? 0) - MAX_LINES_PER_REASON;
    counts.delete(refusal);
    if (more > 0) log.warn({ refusal, more }, 'refused more requests for the same reason in the last minute');
  }
}

/** The log fields that identify an order. Workers log the same workflow id. */
export function orderFields(order: OrderRef | undefined): { tradeNo?: string; workflowId?: string } {
  return order === undefined ? {} : { tradeNo: tradeNoOf(order), workflowId: workflowIdOf(order) };
}
