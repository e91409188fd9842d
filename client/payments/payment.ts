import { z } from 'zod';
import type { Payment } from '../../workflows/messages/order.js';
import { HIGHEST_AMOUNT } from '../../workflows/messages/total-price.js';
import { InvalidPaymentError } from '../errors/invalid-payment-error.js';
import { ViolationList } from '../violation-list.js';

/** An amount in whole NT$. */
export const amountSchema = z.int().min(0).max(HIGHEST_AMOUNT);
const isoTime = z.iso.datetime({ offset: true });

/**
 * Checks a payment.
 *
 * @param path Where the payment is in the caller's argument, for the error message.
 * @throws InvalidPaymentError with every violation.
 */
export function checkPayment(payment: Payment, path = ''): void {
  const violations = new ViolationList();
  addPaymentViolations(payment, path, violations);
  if (violations.all.length > 0) throw new InvalidPaymentError(violations.all);
}

/** Adds every violation of a payment to `violations`. `path` says where the payment is in the caller's argument. */
export function addPaymentViolations(payment: unknown, path: string, violations: ViolationList): void {
  if (!violations.checkFields(payment, path, ['amount', 'reference', 'paidAt'])) return;
  const { amount, reference, paidAt } = payment;
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  violations.check(
    amount === undefined || amountSchema.safeParse(amount).success,
    at('amount'),
    'paymentAmount',
    'An amount must be a whole number of NT$, 0 or more.',
    'Write it as a number, or leave it out.',
  );
  violations.check(
    reference === undefined || (typeof reference === 'string' && /^[\x21-\x7e]{1,64}$/.test(reference)),
    at('reference'),
    'paymentReference',
    "A reference must be the payment provider's number: 1 to 64 visible ASCII characters.",
    'Use the number alone, or leave it out.',
  );
  violations.check(
    paidAt === undefined || isoTime.safeParse(paidAt).success,
    at('paidAt'),
    'paymentTime',
    'A time must be in ISO 8601 with an offset, such as 2026-05-18T14:30:00+08:00.',
    'Use date.toISOString(), or leave it out.',
  );
}
