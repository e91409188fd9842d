import { z } from 'zod';
import type { Payment } from '../../workflows/messages/order.js';
import { HIGHEST_AMOUNT } from '../../workflows/messages/total-price.js';
import { InvalidPaymentError } from '../errors/invalid-payment-error.js';
import { ViolationList } from '../violation-list.js';

/** NT$, whole. */
export const amountSchema = z.int().min(0).max(HIGHEST_AMOUNT);
const isoTime = z.iso.datetime({ offset: true });

/** @throws InvalidPaymentError with every rule that the payment, found at `path`, breaks. */
export function checkPayment(payment: Payment, path = ''): void {
  const violations = new ViolationList();
  notePaymentFaults(payment, path, violations);
  if (violations.all.length > 0) throw new InvalidPaymentError(violations.all);
}

/** Notes every rule that `payment`, found at `path`, breaks. */
export function notePaymentFaults(payment: unknown, path: string, violations: ViolationList): void {
  if (!violations.checkFields(payment, path, ['amount', 'reference', 'paidAt'])) return;
  const { amount, reference, paidAt } = payment;
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  violations.check(
    amount === undefined || amountSchema.safeParse(amount).success,
    at('amount'),
    'paymentAmount',
    'An amount is a whole number of NT$, not below 0.',
    'Give it as a number, or leave it out.',
  );
  violations.check(
    reference === undefined || (typeof reference === 'string' && /^[\x21-\x7e]{1,64}$/.test(reference)),
    at('reference'),
    'paymentReference',
    "A reference is the payment provider's number: 1 to 64 visible ASCII characters.",
    'Give the number alone, or leave it out.',
  );
  violations.check(
    paidAt === undefined || isoTime.safeParse(paidAt).success,
    at('paidAt'),
    'paymentTime',
    'A time is written as in ISO 8601 with its offset: 2026-05-18T14:30:00+08:00.',
    'Give date.toISOString(), or leave it out.',
  );
}
