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
  test('an order that needs none starts by issuing, and so does one that was paid before', () => {
    expect(placed({ order, payment: { due: 'nothing' } }, T0).stage.status).toBe('issuing');
    expect(placed({ order, payment: { ...unpaid, paid: { amount: 1000 } } }, T0).stage.status).toBe('issuing');
  });

  test('an order paid before with the wrong amount is not issued', () => {
    const state = placed({ order, payment: { due: 'beforeIssue', amount: 1000, paid: { amount: 1 } } }, T0);
    expect(reasonOf(state)).toBe('amountMismatch');
  });

  test('without an amount on either side there is nothing to compare', () => {
    const blind = placed({ order, payment: { due: 'beforeIssue' } }, T0);
    expect(apply(blind, { type: 'paymentConfirmed', payment: { amount: 7 } }, T0).stage.status).toBe('issuing');
    expect(apply(awaitingPayment, { type: 'paymentConfirmed', payment: {} }, T0).stage.status).toBe('issuing');
  });

  test('a second payment is told once, a repeated one never', () => {
    const first = { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R1' } } as const;
    const second = { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R2' } } as const;
    const paid = apply(awaitingPayment, first, T0);
    expect(apply(paid, first, T0)).toBe(paid);
    const twice = apply(paid, second, T0);
    expect(twice.pendingEvents.map(({ type }) => type)).toEqual(['paymentConfirmed', 'unexpectedPayment']);
    expect(twice).toMatchObject({ stage: { status: 'issuing' }, extraPayments: [second.payment] });
    expect(apply(twice, second, T0)).toBe(twice);
  });

  test('money for gift vouchers is told, that for an order issued elsewhere is taken for its payment', () => {
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

  test('a payment without a number takes on the first that comes, and the next is another', () => {
    const confirm = (state: OrderState, payment: Payment) => apply(state, { type: 'paymentConfirmed', payment }, T0);
    const unnamed = confirm(awaitingPayment, {});
    const named = confirm(unnamed, { amount: 1000, reference: 'A1' });
    expect(named).toMatchObject({ paid: { amount: 1000, reference: 'A1' }, extraPayments: [] });
    expect(confirm(named, { amount: 1000, reference: 'A2' })).toMatchObject({ extraPayments: [{ reference: 'A2' }] });
    // Of another amount it cannot be the same, nor is it when it is said again without one.
    const other = confirm(unnamed, { amount: 7, reference: 'A1' });
    expect(other).toMatchObject({ extraPayments: [{ amount: 7 }] });
    expect(confirm(other, { reference: 'A1' })).toEqual(other);
  });

  test('money that comes while ECPay is asked about an order that was taken up is never kept in silence', () => {
    const payment = { amount: 1000, reference: 'R1' };
    const paidDuringAdoption = (state: OrderState) =>
      apply(apply(state, { type: 'paymentConfirmed', payment }, T0), { type: 'unknownToECPay' }, T0);
    const cancelled = apply(awaitingPayment, { type: 'paymentDeadlinePassed' }, T0);
    const known = snapshotOf(cancelled);
    const takenUp = adopted({ adopt: { merchantId: '3085676', merchantTradeNo: 'CX1' }, known }, T0);
    expect(paidDuringAdoption(takenUp)).toMatchObject({
      paid: payment,
      stage: { attention: { reason: 'paidTooLate' } },
    });
    const nobodys = paidDuringAdoption(adopted({ adopt: { merchantId: '3085676', merchantTradeNo: 'CX1' } }, T0));
    expect(nobodys).toMatchObject({ stage: { status: 'abandoned' }, extraPayments: [payment] });
    expect(nobodys.pendingEvents.map(({ type }) => type)).toEqual(['unexpectedPayment']);
  });

  test('a wrong payment that ECPay names later is the same one', () => {
    const wrong = apply(awaitingPayment, { type: 'paymentConfirmed', payment: { amount: 90 } }, T0);
    const named = apply(wrong, { type: 'paymentConfirmed', payment: { amount: 90, reference: 'A1' } }, T0);
    expect(named).toMatchObject({ paid: { amount: 90, reference: 'A1' }, extraPayments: [] });
    expect(reasonOf(named)).toBe('amountMismatch');
  });

  test('real money is not taken for a claim that was found untrue', () => {
    const unnamed = apply(awaitingPayment, { type: 'paymentConfirmed', payment: {} }, T0);
    const notFound = apply(unnamed, { type: 'paymentChecked', outcome: 'unpaid', code: '0' }, T0);
    const real = apply(notFound, { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'A1' } }, T0);
    expect(real).toMatchObject({ paid: { reference: 'A1' }, stage: { status: 'issuing' } });
    expect(real.paymentNotFound).toBeUndefined();
  });

  test('after a second look the payment is known by the shop’s number and by ECPay’s', () => {
    const claimed = { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'SHOP1' } } as const;
    const answer = {
      type: 'paymentChecked',
      outcome: 'paid',
      amount: 1000,
      reference: 'ECPAY1',
      method: 'creditOneTime',
    } as const;
    const checked = apply(apply(awaitingPayment, claimed, T0), answer, T0);
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

  test('an amount that cannot be read goes to a person', () => {
    const state = apply(awaitingPayment, { type: 'paymentConfirmed', payment: {}, amountUnreadable: true }, T0);
    expect(reasonOf(state)).toBe('amountMismatch');
  });
});
