/** Signals may come from a person's hand: whatever they carry, an order must neither fail nor lose money over it. */
import { asRecord } from '../runtime/as-record.js';
import type { Callback, Payment } from '../messages/order.js';
import { isMoment } from '../messages/taipei.js';

/** Longest text that is kept, in characters; what comes from ECPay has a few dozen. */
const LONGEST_TEXT = 1000;

/** Longest Data of a callback that is kept, in characters of JSON, and how deep: an order must be able to carry it for years. */
const LONGEST_DATA = 64 * 1024;
const DEEPEST_DATA = 8;

/** A payment as signalled; an amount that is there but is no whole number of NT$ is said to be unreadable. */
export function readPayment(said: unknown): { payment: Payment; amountUnreadable: boolean } {
  const { amount, reference, paidAt, method, source } = asRecord(said);
  const nt = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  const readable = typeof nt === 'number' && Number.isSafeInteger(nt) && nt >= 0;
  return {
    payment: {
      ...(readable && { amount: nt }),
      ...(typeof reference === 'string' && { reference: reference.slice(0, LONGEST_TEXT) }),
      ...(typeof paidAt === 'string' && { paidAt: paidAt.slice(0, LONGEST_TEXT) }),
      ...((method === 'creditOneTime' || method === 'other') && { method }),
      ...((source === 'aioNotice' || source === 'embeddedNotice') && { source }),
    },
    amountUnreadable: amount !== undefined && amount !== null && !readable,
  };
}

/** A callback as signalled at `now` (ms). It only makes the order ask ECPay, so that anything will do. */
export function readCallback(said: unknown, now: number): Callback {
  const { kind, receivedAt, data } = asRecord(said);
  const known = asRecord(data);
  return {
    kind: kind === 'refund' ? 'refund' : 'useStatus',
    receivedAt: isDateText(receivedAt) ? receivedAt : new Date(now).toISOString(),
    data: isKeepable(known) ? known : {},
  };
}

function isDateText(said: unknown): said is string {
  return typeof said === 'string' && said.length <= LONGEST_TEXT && /^\d{4}-/.test(said) && isMoment(Date.parse(said));
}

function isKeepable(data: Callback['data']): boolean {
  return isFlat(data, DEEPEST_DATA) && JSON.stringify(data).length <= LONGEST_DATA;
}

/** What is nested thousands deep cannot be written as JSON again. */
function isFlat(said: unknown, levels: number): boolean {
  if (typeof said !== 'object' || said === null) return true;
  return levels > 0 && Object.values(said).every((each) => isFlat(each, levels - 1));
}
