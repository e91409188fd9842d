/** Payments while ECPay's payment system has not confirmed the recorded one, and after it denied one. */
import { describe, expect, test } from '@jest/globals';
import type { ProviderOrder } from '../../../ecticket/provider-order.js';
import type { Payment, PaymentTerms } from '../../../workflows/messages/order.js';
import { adopted, placed } from '../../../workflows/state/initial-state.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { apply } from '../../../workflows/state/transitions.js';
import { needsPaymentCheck, requiresCheck } from '../../../workflows/state/unchecked-payment.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22);
const AMOUNT = 1360;
const decision = { by: 'Ann', why: 'the customer called' };
const OTHERS_RECORD: ProviderOrder = {
  ...{ ticketTradeNo: 'T', tradeAmount: 680, redeemedAmount: 0, refundedAmount: 0, refundFee: 0 },
  tickets: [{ ticketNo: '1', itemNo: 'OTHER', itemName: '', voucher: 'pickup', price: 680, state: 'unused' }],
};
const place = (terms: Partial<Extract<PaymentTerms, { due: 'beforeIssue' }>> = {}) =>
  placed({ order: electronicOrder('CX1'), payment: { due: 'beforeIssue', amount: AMOUNT, ...terms } }, T0);
const confirm = (state: OrderState, payment: Payment) => apply(state, { type: 'paymentConfirmed', payment }, T0);
const notice = (reference: string, amount = AMOUNT): Payment => ({ amount, reference, source: 'aioNotice' });
const found = (state: OrderState, reference: string, amount = AMOUNT) =>
  apply(state, { type: 'paymentChecked', outcome: 'paid', amount, reference, method: 'creditOneTime' }, T0);
const deny = (state: OrderState) => apply(state, { type: 'paymentChecked', outcome: 'unpaid', code: '0' }, T0);
const end = (state: OrderState, type: 'cancelledByOperator' | 'abandoned') => apply(state, { type, decision }, T0);
const resubmit = (state: OrderState) => apply(state, { type: 'resubmitted', decision }, T0);
const eventsOf = ({ pendingEvents }: OrderState) => pendingEvents.map(({ type }) => type);
const reasonOf = ({ stage }: OrderState) => (stage.status === 'needsAttention' ? stage.attention.reason : undefined);

describe('a second payment before ECPay has confirmed the first', () => {
  test('that ECPay says is the order’s payment is never reported as unexpected', () => {
    const both = confirm(confirm(place(), notice('BOGUS')), notice('REAL'));
    expect(eventsOf(both)).toEqual(['paymentConfirmed']);
    expect(snapshotOf(both).payment).toMatchObject({ extra: [], candidates: [{ reference: 'REAL' }] });
    const checked = found(both, 'REAL');
    expect(checked).toMatchObject({ paid: { reference: 'REAL', claimedAs: 'BOGUS' }, extraPayments: [] });
    expect(eventsOf(checked)).toEqual(['paymentConfirmed']);
    expect(snapshotOf(checked).payment.candidates).toBeUndefined();
  });

  test('that ECPay says is not the order’s payment is reported as unexpected, once', () => {
    const both = confirm(confirm(confirm(place(), notice('REAL')), notice('OTHER')), notice('OTHER'));
    const checked = found(both, 'REAL');
    expect(checked.extraPayments).toEqual([notice('OTHER')]);
    expect(eventsOf(checked)).toEqual(['paymentConfirmed', 'unexpectedPayment']);
    expect(confirm(checked, notice('OTHER'))).toBe(checked);
  });

  test('is the merchant’s own with doubleCheck, followed by its notification: one payment', () => {
    const byCode = confirm(place({ doubleCheck: true }), { amount: AMOUNT, reference: 'shop-1' });
    const checked = found(confirm(byCode, notice('ECPAY1')), 'ECPAY1');
    expect(checked).toMatchObject({ paid: { reference: 'ECPAY1', claimedAs: 'shop-1' }, extraPayments: [] });
    expect(eventsOf(checked)).toEqual(['paymentConfirmed']);
  });

  test('takes the place of one that ECPay denies', () => {
    const embedded = { ...notice('BOGUS'), source: 'embeddedNotice' } as const;
    const denied = deny(confirm(confirm(place(), embedded), notice('REAL')));
    expect(denied).toMatchObject({ stage: { status: 'issuing' }, paid: notice('REAL'), extraPayments: [] });
    expect(requiresCheck(denied)).toBe(true);
    expect(reasonOf(deny(denied))).toBe('paymentNotFound');
  });

  test('is reported if an operator ends the order before ECPay has answered', () => {
    const both = confirm(confirm(place(), notice('N1', 1)), notice('N2'));
    expect(eventsOf(both)).toEqual(['needsAttention']);
    const ended = end(both, 'cancelledByOperator');
    expect(ended.extraPayments).toEqual([notice('N2')]);
    expect(eventsOf(ended)).toEqual(['needsAttention', 'cancelled', 'unexpectedPayment']);
  });
});

describe('the merchant’s own confirmation', () => {
  test('wins over an unconfirmed notification: the order is issued without a query to ECPay', () => {
    const byCode = confirm(confirm(place(), notice('98')), { amount: AMOUNT, reference: 'shop-98' });
    expect(byCode).toMatchObject({ paid: { reference: 'shop-98' }, extraPayments: [notice('98')] });
    expect(requiresCheck(byCode)).toBe(false);
  });

  test.each([
    ['with the notification’s own reference', { amount: AMOUNT, reference: '99' }],
    ['without a reference', { amount: AMOUNT }],
  ])('%s confirms the notification, also after ECPay denied it', (_name, payment) => {
    const unchecked = confirm(place(), notice('99'));
    for (const before of [unchecked, deny(unchecked)]) {
      const byCode = confirm(before, payment);
      expect(byCode).toMatchObject({ stage: { status: 'issuing' }, paid: { reference: '99' }, extraPayments: [] });
      expect(byCode.paymentNotFound).toBeUndefined();
      expect(requiresCheck(byCode)).toBe(false);
    }
  });

  test('of a payment method that ECTicket does not allow stops the order before Issue', () => {
    const byCode = confirm(confirm(place(), notice('99')), { amount: AMOUNT, reference: '99', method: 'other' });
    expect(reasonOf(byCode)).toBe('paymentMethod');
    const accepted = resubmit(byCode);
    expect(confirm(accepted, { amount: AMOUNT, reference: '99', method: 'other' }).stage.status).toBe('issuing');
  });

  test('without a reference stays true when its notification arrives', () => {
    const named = confirm(confirm(place(), { amount: AMOUNT }), notice('98'));
    expect(named).toMatchObject({ paid: { reference: '98' }, extraPayments: [] });
    expect(requiresCheck(named)).toBe(false);
  });
});

describe('a notification with another amount', () => {
  const mismatch = confirm(place(), notice('BOGUS', 1));

  test('is checked while the order needs attention, and the real payment continues the order', () => {
    expect([reasonOf(mismatch), needsPaymentCheck(mismatch)]).toEqual(['amountMismatch', true]);
    const checked = found(confirm(mismatch, notice('REAL')), 'REAL');
    expect(checked).toMatchObject({ stage: { status: 'issuing' }, extraPayments: [] });
    expect(eventsOf(checked)).toEqual(['needsAttention', 'attentionResolved']);
  });

  test('that ECPay confirms stays one attention, and an operator may accept it', () => {
    const checked = found(mismatch, 'BOGUS', 1);
    expect([reasonOf(checked), needsPaymentCheck(checked)]).toEqual(['amountMismatch', false]);
    expect(eventsOf(checked)).toEqual(['needsAttention']);
    expect(requiresCheck(resubmit(checked))).toBe(false);
    // The operator accepted what the notification said. Any other amount stops the order again.
    expect(found(resubmit(mismatch), 'BOGUS', 1).stage.status).toBe('issuing');
    expect(reasonOf(found(resubmit(mismatch), 'BOGUS', 2))).toBe('amountMismatch');
  });
});

describe('a late payment', () => {
  const late = confirm(apply(place(), { type: 'paymentDeadlinePassed' }, T0), notice('R1'));

  test('from a notification is checked while it needs attention, and before Issue', () => {
    expect([reasonOf(late), needsPaymentCheck(late)]).toEqual(['paidTooLate', true]);
    expect(snapshotOf(late).payment.unchecked).toBe(true);
    expect(requiresCheck(resubmit(late))).toBe(true);
    expect(reasonOf(deny(resubmit(late)))).toBe('paymentNotFound');
    const checked = found(late, 'R1');
    expect([reasonOf(checked), needsPaymentCheck(checked)]).toEqual(['paidTooLate', false]);
    expect(snapshotOf(checked).payment.unchecked).toBeUndefined();
    expect(requiresCheck(resubmit(checked))).toBe(false);
  });
});

describe('a payment that ECPay denied', () => {
  const denied = deny(confirm(place(), notice('R1')));

  test.each(['cancelledByOperator', 'abandoned'] as const)(
    'stays denied when its notification is replayed: %s',
    (type) => {
      const ended = end(denied, type);
      expect(confirm(ended, notice('R1'))).toBe(ended);
      expect(reasonOf(confirm(ended, notice('R2')))).toBe('paidTooLate');
      expect(reasonOf(confirm(ended, { amount: AMOUNT, reference: 'R1' }))).toBe('paidTooLate');
    },
  );

  test('is issued without a further check if an operator overrules ECPay', () => {
    expect(requiresCheck(resubmit(denied))).toBe(false);
  });
});

describe('a payment about which ECPay’s payment system has not answered', () => {
  const fail = (state: OrderState) =>
    apply(state, { type: 'paymentChecked', outcome: 'unanswered', code: 'SERVER_ERROR', message: 'HTTP 500' }, T0);
  const unanswered = fail(confirm(place(), notice('T1')));

  test('is not denied: the order needs attention, checks further and continues when ECPay confirms it', () => {
    expect(reasonOf(unanswered)).toBe('paymentUnconfirmed');
    expect(snapshotOf(unanswered).payment).toMatchObject({ unchecked: true, paid: { reference: 'T1' } });
    expect(needsPaymentCheck(unanswered)).toBe(true);
    expect(fail(unanswered)).toBe(unanswered);
    const continued = found(unanswered, 'T1');
    expect(continued.stage.status).toBe('issuing');
    expect(eventsOf(continued)).toEqual(['paymentConfirmed', 'needsAttention', 'attentionResolved']);
  });

  test('is reported as unexpected if the customer pays again', () => {
    const again = confirm(unanswered, { amount: AMOUNT, reference: 'CASH-2' });
    expect(again).toMatchObject({
      stage: { status: 'issuing' },
      paid: { reference: 'CASH-2' },
      extraPayments: [notice('T1')],
    });
  });

  test('is denied once ECPay answers that it has none', () => {
    expect(reasonOf(deny(unanswered))).toBe('paymentNotFound');
  });

  test('counts if an operator resubmits the order', () => {
    const resubmitted = resubmit(unanswered);
    expect([resubmitted.stage.status, requiresCheck(resubmitted)]).toEqual(['issuing', false]);
  });
});

test('doubleCheck applies after the order has ended, too', () => {
  const ended = apply(place({ doubleCheck: true }), { type: 'paymentDeadlinePassed' }, T0);
  const latePayment = { amount: AMOUNT, reference: 'SAID' };
  const adoptedAgain = adopted({ adopt: ended.ref, known: snapshotOf(ended), latePayment }, T0);
  expect(reasonOf(adoptedAgain)).toBe('paidTooLate');
  expect(snapshotOf(adoptedAgain).payment).toMatchObject({ unchecked: true });
  expect(requiresCheck(resubmit(adoptedAgain))).toBe(true);
});

test('a second payment of an order that another one replaces is reported as unexpected', () => {
  const both = confirm(confirm(place(), notice('A')), notice('B'));
  const outage = { outcome: 'unanswered', code: 'SERVER_ERROR', message: 'HTTP 500' } as const;
  const unchecked = apply(both, { type: 'paymentChecked', ...outage }, T0);
  const taken = apply(unchecked, { type: 'reconciled', record: OTHERS_RECORD, asOf: T0 }, T0);
  expect(reasonOf(taken)).toBe('numberTaken');
  const replaced = apply(taken, { type: 'replaced', decision, order: electronicOrder('CX2') }, T0);
  expect(replaced.extraPayments).toEqual([notice('B')]);
  expect(eventsOf(replaced).slice(-2)).toEqual(['abandoned', 'unexpectedPayment']);
});
