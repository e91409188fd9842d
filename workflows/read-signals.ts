/** Signals may come from a person's hand: whatever they carry, an order must neither fail nor lose money over it. */
import { asRecord } from './as-record.js';
import type { Callback, Payment } from './messages.js';

/** A payment as signalled; an amount that is there but is no whole number of NT$ is said to be unreadable. */
export function readPayment(said: unknown): { payment: Payment; amountUnreadable: boolean } {
  const { amount, reference, paidAt } = asRecord(said);
  const nt = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  const readable = typeof nt === 'number' && Number.isSafeInteger(nt) && nt >= 0;
  return {
    payment: {
      ...(readable && { amount: nt }),
      ...(typeof reference === 'string' && { reference }),
      ...(typeof paidAt === 'string' && { paidAt }),
    },
    amountUnreadable: amount !== undefined && amount !== null && !readable,
  };
}

/** A callback as signalled at `now` (ms). It only makes the order ask ECPay, so that anything will do. */
export function readCallback(said: unknown, now: number): Callback {
  const { kind, receivedAt, data } = asRecord(said);
  return {
    kind: kind === 'refund' ? 'refund' : 'useStatus',
    receivedAt: typeof receivedAt === 'string' ? receivedAt : new Date(now).toISOString(),
    data: asRecord(data),
  };
}
