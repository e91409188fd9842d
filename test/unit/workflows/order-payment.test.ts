import { describe, expect, test } from '@jest/globals';
import type { Payment, PaymentTerms } from '../../../workflows/messages/order.js';
import { adopted, placed } from '../../../workflows/state/initial-state.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22);
const order = electronicOrder('CX1');
const unpaid: PaymentTerms = { due: 'beforeIssue', amount: 1000 };
const awaitingPayment = placed({ order, payment: unpaid }, T0);
const reasonOf = ({ stage }: OrderState) => (stage.status === 'needsAttention' ? stage.attention.reason : undefined);

describe('payment', () => {
  test('an order starts with issuing if nothing is due or if it is already paid', () => {
    expect(placed({ order, payment: { due: 'nothing' } }, T0).stage.status).toBe('issuing');
    expect(placed({ order, payment: { ...unpaid, paid: { amount: 1000 } } }, T0).stage.status).toBe('issuing');
  });

  test('an order that is already paid with the wrong amount is not issued', () => {
    const state = placed({ order, payment: { due: 'beforeIssue', amount: 1000, paid: { amount: 1 } } }, T0);
    expect(reasonOf(state)).toBe('amountMismatch');
  });

  test('an order is issued if the terms or the payment have no amount to compare', () => {
    const blind = placed({ order, payment: { due: 'beforeIssue' } }, T0);
    expect(apply(blind, { type: 'paymentConfirmed', payment: { amount: 7 } }, T0).stage.status).toBe('issuing');
    expect(apply(awaitingPayment, { type: 'paymentConfirmed', payment: {} }, T0).stage.status).toBe('issuing');
  });

  test('a second payment emits one event, a repeated signal none', () => {
    const first = { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R1' } } as const;
    const second = { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R2' } } as const;
    const paid = apply(awaitingPayment, first, T0);
    expect(apply(paid, first, T0)).toBe(paid);
    const twice = apply(paid, second, T0);
    expect(twice.pendingEvents.map(({ type }) => type)).toEqual(['paymentConfirmed', 'unexpectedPayment']);
    expect(twice).toMatchObject({ stage: { status: 'issuing' }, extraPayments: [second.payment] });
    expect(apply(twice, second, T0)).toBe(twice);
  });

  test('a payment for gift vouchers is unexpected; one for an order issued elsewhere counts as its payment', () => {
    const payment = { amount: 5, reference: 'R1' };
    const gift = apply(placed({ order, payment: { due: 'nothing' } }, T0), { type: 'paymentConfirmed', payment }, T0);
    expect(gift.pendingEvents.map(({ type }) => type)).toEqual(['unexpectedPayment']);
    const elsewhere = apply(
      adopted({ adopt: { merchantId: '3085676', merchantTradeNo: 'CX1' } }, T0),
      { type: 'paymentConfirmed', payment },
      T0,
    );
    expect(elsewhere).toMatchObject({ paid: payment, pendingEvents: [] });
  });

  test('a payment without a reference takes the first reference that arrives; the next one is another payment', () => {
    const confirm = (state: OrderState, payment: Payment) => apply(state, { type: 'paymentConfirmed', payment }, T0);
    const unnamed = confirm(awaitingPayment, {});
    const named = confirm(unnamed, { amount: 1000, reference: 'A1' });
    expect(named).toMatchObject({ paid: { amount: 1000, reference: 'A1' }, extraPayments: [] });
    expect(confirm(named, { amount: 1000, reference: 'A2' })).toMatchObject({ extraPayments: [{ reference: 'A2' }] });
    // Another amount means another payment, also when the signal is repeated without an amount.
    const other = confirm(unnamed, { amount: 7, reference: 'A1' });
    expect(other).toMatchObject({ extraPayments: [{ amount: 7 }] });
    expect(confirm(other, { reference: 'A1' })).toEqual(other);
  });

  test('a payment that arrives during adoption is reported if ECPay does not have the order', () => {
    const payment = { amount: 1000, reference: 'R1' };
    const paidDuringAdoption = (state: OrderState) =>
      apply(apply(state, { type: 'paymentConfirmed', payment }, T0), { type: 'unknownToECPay' }, T0);
    const cancelled = apply(awaitingPayment, { type: 'paymentDeadlinePassed' }, T0);
    const known = snapshotOf(cancelled);
    const again = adopted({ adopt: { merchantId: '3085676', merchantTradeNo: 'CX1' }, known }, T0);
    expect(paidDuringAdoption(again)).toMatchObject({
      paid: payment,
      stage: { attention: { reason: 'paidTooLate' } },
    });
    const unknown = paidDuringAdoption(adopted({ adopt: { merchantId: '3085676', merchantTradeNo: 'CX1' } }, T0));
    expect(unknown).toMatchObject({ stage: { status: 'abandoned' }, extraPayments: [payment] });
    expect(unknown.pendingEvents.map(({ type }) => type)).toEqual(['unexpectedPayment']);
  });

  test('a payment of the wrong amount that gets a reference later is the same payment', () => {
    const wrong = apply(awaitingPayment, { type: 'paymentConfirmed', payment: { amount: 90 } }, T0);
    const named = apply(wrong, { type: 'paymentConfirmed', payment: { amount: 90, reference: 'A1' } }, T0);
    expect(named).toMatchObject({ paid: { amount: 90, reference: 'A1' }, extraPayments: [] });
    expect(reasonOf(named)).toBe('amountMismatch');
  });

  test('a new payment replaces one that ECPay did not find', () => {
    const unnamed = apply(awaitingPayment, { type: 'paymentConfirmed', payment: {} }, T0);
    const notFound = apply(unnamed, { type: 'paymentChecked', outcome: 'unpaid', code: '0' }, T0);
    const real = apply(notFound, { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'A1' } }, T0);
    expect(real).toMatchObject({ paid: { reference: 'A1' }, stage: { status: 'issuing' } });
    expect(real.paymentNotFound).toBeUndefined();
  });

  test('after a payment check, both the merchant’s reference and ECPay’s identify the payment', () => {
    const claimed = { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'SHOP1' } } as const;
    const checkResult = {
      type: 'paymentChecked',
      outcome: 'paid',
      amount: 1000,
      reference: 'ECPAY1',
      method: 'creditOneTime',
    } as const;
    const checked = apply(apply(awaitingPayment, claimed, T0), checkResult, T0);
    expect(checked.paid).toEqual({
      amount: 1000,
      reference: 'ECPAY1',
      claimedAs: 'SHOP1',
      method: 'creditOneTime',
    });
    expect(apply(checked, claimed, T0)).toBe(checked);
    const notified = {
      type: 'paymentConfirmed',
      payment: { amount: 1000, reference: 'ECPAY1', method: 'creditOneTime' },
    } as const;
    expect(apply(checked, notified, T0)).toBe(checked);
  });

  test('an unreadable amount requests attention', () => {
    const state = apply(awaitingPayment, { type: 'paymentConfirmed', payment: {}, amountUnreadable: true }, T0);
    expect(reasonOf(state)).toBe('amountMismatch');
  });
});
