/** A resubmitted order is issued only for what was paid, unless the operator states the amount. */
import { describe, expect, test } from '@jest/globals';
import type { TicketOrder } from '../../../ecticket/order.js';
import type { PaymentTerms } from '../../../workflows/messages/order.js';
import { placed } from '../../../workflows/state/initial-state.js';
import { isUntouched } from '../../../workflows/state/operator-decisions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { resubmissionPrice } from '../../../workflows/state/resubmission-price.js';
import { apply } from '../../../workflows/state/transitions.js';
import { requiresCheck } from '../../../workflows/state/unchecked-payment.js';
import { electronicOrder, giftOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22);
const decision = { by: 'Ann', why: 'the customer called' };
const tickets = (quantity: number, more: object = {}) =>
  electronicOrder('CX1', { items: [{ itemNo: 'VQT04959', quantity }], ...more });
const place = (order: TicketOrder, payment: PaymentTerms) => placed({ order, payment }, T0);
const paid = place(tickets(1), { due: 'beforeIssue', amount: 680, paid: { amount: 680, reference: 'R1' } });
const refused = (state: OrderState) => apply(state, { type: 'issueRefused', code: '1', message: 'refused' }, T0);
const mismatch = { refusal: expect.stringContaining('NT$680 was paid') };

describe('the price of a corrected order', () => {
  test('is not required if its items are unchanged', () => {
    expect(resubmissionPrice(paid, tickets(1, { operator: 'Other' }), undefined, undefined)).toEqual({
      amount: undefined,
    });
  });

  test('must be what was paid: more tickets are refused', () => {
    expect(resubmissionPrice(paid, tickets(50), undefined, 34_000)).toEqual(mismatch);
    expect(resubmissionPrice(paid, tickets(50), undefined, undefined)).toEqual(mismatch);
    expect(resubmissionPrice(paid, tickets(2), undefined, 680)).toEqual({ amount: 680 });
  });

  test('may be stated, and then must be what was paid', () => {
    expect(resubmissionPrice(paid, tickets(50), 680, 34_000)).toEqual({ amount: 680 });
    expect(resubmissionPrice(paid, tickets(50), 34_000, 34_000)).toEqual(mismatch);
  });

  test('of pickup vouchers is not covered by a gift order, for which nothing was due', () => {
    const gift = place(giftOrder('CX1', '20270101'), { due: 'nothing' });
    expect(resubmissionPrice(gift, tickets(20), undefined, 13_600)).toEqual({
      refusal: expect.stringContaining('NT$0 was paid'),
    });
    expect(resubmissionPrice(gift, giftOrder('CX1', '20270202'), undefined, undefined)).toEqual({ amount: 0 });
  });

  test('must be stated if no payment is recorded', () => {
    const unknown = place(tickets(1), { due: 'beforeIssue', paid: {} });
    expect(resubmissionPrice(unknown, tickets(2), undefined, 1360)).toEqual({ refusal: expect.any(String) });
    expect(resubmissionPrice(unknown, tickets(2), 1360, undefined)).toEqual({ amount: 1360 });
  });

  test('is what is due if the items are unchanged: a late payment of another amount is refused', () => {
    const unpaid = place(tickets(2), { due: 'beforeIssue', amount: 1360 });
    const cancelled = apply(unpaid, { type: 'paymentDeadlinePassed' }, T0);
    const late = apply(cancelled, { type: 'paymentConfirmed', payment: { amount: 1, reference: 'R1' } }, T0);
    expect(resubmissionPrice(late, tickets(2), undefined, 1360)).toEqual({
      refusal: expect.stringContaining('NT$1 was paid, and NT$1360 is due.'),
    });
    expect(resubmissionPrice(late, tickets(2), 1, 1360)).toEqual({ amount: 1 });
    // This attention is about the amount, so the operator has seen it.
    const wrong = place(tickets(2), { due: 'beforeIssue', amount: 1360, paid: { amount: 1 } });
    expect(resubmissionPrice(wrong, tickets(2), undefined, undefined)).toEqual({ amount: undefined });
    expect(apply(wrong, { type: 'resubmitted', decision }, T0)).toMatchObject({ terms: { amount: 1 } });
  });

  test('becomes the amount due of the resubmitted order', () => {
    const input = { type: 'resubmitted', decision, order: tickets(50), amount: 500 } as const;
    expect(apply(refused(paid), input, T0)).toMatchObject({ terms: { amount: 500 }, stage: { status: 'issuing' } });
  });
});

test('the payment of a replaced order is not checked again under the new number', () => {
  const notice = { amount: 680, reference: 'R1', source: 'aioNotice' } as const;
  const terms = { due: 'beforeIssue', amount: 680, paid: notice } as const;
  expect(requiresCheck(place(tickets(1), terms))).toBe(true);
  const replacement = place(tickets(1), { ...terms, paidChecked: true });
  expect([replacement.stage.status, requiresCheck(replacement)]).toEqual(['issuing', false]);
});

test('only an order without money, of which nothing was sent, is cancelled by Temporal’s Cancel', () => {
  expect(isUntouched(place(tickets(1), { due: 'beforeIssue', amount: 680 }))).toBe(true);
  expect(isUntouched(paid)).toBe(false);
  expect(isUntouched(place(tickets(1), { due: 'beforeIssue', amount: 680, paid: { amount: 1 } }))).toBe(false);
  const gift = place(giftOrder('CX1', '20270101'), { due: 'nothing' });
  expect(isUntouched(refused(apply(gift, { type: 'issueAttempted' }, T0)))).toBe(false);
});
