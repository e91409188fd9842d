/**
 * Parses signals leniently: an operator may type them in the Web UI. A malformed payload must neither fail the workflow
 * nor lose a payment.
 */
import type { Callback, Payment } from '../messages/order.js';
import { isMoment } from '../messages/taipei.js';
import { asRecord } from '../runtime/as-record.js';

/** Longest text that the order keeps, in characters. ECPay's texts have a few dozen. */
const MAX_TEXT_LENGTH = 1000;

/**
 * Largest `data` of a callback that the order keeps, because it carries it for years: characters of JSON, and levels.
 */
const MAX_DATA_LENGTH = 64 * 1024;
const MAX_DATA_DEPTH = 8;

/**
 * Parses the payload of `paymentConfirmed`.
 *
 * @returns the valid fields; `amountUnreadable` if there is an amount that is not a whole number of NT$
 */
export function parsePayment(payload: unknown): { payment: Payment; amountUnreadable: boolean } {
  const { amount, reference, paidAt, method, source } = asRecord(payload);
  const nt = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  const isReadable = typeof nt === 'number' && Number.isSafeInteger(nt) && nt >= 0;
  return {
    payment: {
      ...(isReadable && { amount: nt }),
      ...(typeof reference === 'string' && { reference: reference.slice(0, MAX_TEXT_LENGTH) }),
      ...(typeof paidAt === 'string' && { paidAt: paidAt.slice(0, MAX_TEXT_LENGTH) }),
      ...((method === 'creditOneTime' || method === 'other') && { method }),
      ...((source === 'aioNotice' || source === 'embeddedNotice') && { source }),
    },
    amountUnreadable: amount !== undefined && amount !== null && !isReadable,
  };
}

/**
 * Parses the payload of `callbackReceived`. Accepts anything, because a callback only triggers reconciliation.
 *
 * @param now milliseconds since the epoch; used if the payload has no readable `receivedAt`
 */
export function parseCallback(payload: unknown, now: number): Callback {
  const { kind, receivedAt, data } = asRecord(payload);
  const fields = asRecord(data);
  return {
    kind: kind === 'refund' ? 'refund' : 'useStatus',
    receivedAt: isDateText(receivedAt) ? receivedAt : new Date(now).toISOString(),
    data: isSmallEnough(fields) ? fields : {},
  };
}

function isDateText(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) return false;
  return /^\d{4}-/.test(value) && isMoment(Date.parse(value));
}

/** Whether the order can carry these fields for years: not too many characters of JSON, not nested too deeply. */
export function isSmallEnough(data: Readonly<Record<string, unknown>>): boolean {
  // Check the depth first: JSON.stringify overflows the stack on data that is nested thousands of levels deep.
  return isWithinDepth(data, MAX_DATA_DEPTH) && JSON.stringify(data).length <= MAX_DATA_LENGTH;
}

function isWithinDepth(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((each) => isWithinDepth(each, levels - 1));
}
