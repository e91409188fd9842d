import { describe, expect, test } from '@jest/globals';
import { inspect } from 'node:util';
import type { InvalidPaymentError } from '../../../client/index.js';
import { paymentTerms, type PlacedPayment } from '../../../client/payments/payment-terms.js';
import type { TicketOrder } from '../../../ecticket/index.js';
import { electronicOrder } from '../../support/orders.js';

const NOW = Date.UTC(2026, 4, 18, 6, 30);
const MINUTE = 60_000;

const electronic = electronicOrder('A1');
const gift: TicketOrder = {
  merchantId: '3085676',
  freeTradeNo: 'F1',
  issueType: 'paper',
  printedBy: 'merchant',
  operator: 'Angela',
  items: [{ itemNo: 'GIFT0001', quantity: 1, expireDate: '20271231' }],
};
const serials: TicketOrder = {
  merchantId: '3085676',
  merchantTradeNo: 'S1',
  issueType: 'serialNumber',
  operator: 'Angela',
  items: [
    { itemName: '五星渡假飯店假日住宿券', price: 6600, quantity: 2 },
    { itemName: 'SPA課程體驗券', price: 3200, quantity: 4 },
  ],
};

function terms(order: TicketOrder, payment: PlacedPayment = {}) {
  return paymentTerms(order, payment, NOW);
}

function errorOf(order: TicketOrder, payment: object): InvalidPaymentError {
  try {
    terms(order, payment);
  } catch (error) {
    expect(error).toMatchObject({ name: 'InvalidPaymentError', code: 'INVALID_PAYMENT' });
    return error as InvalidPaymentError;
  }
  throw new Error('the payment was accepted');
}

/** The violations, as `path: rule`. */
function violationsOf(order: TicketOrder, payment: object): string[] {
  return errorOf(order, payment).violations.map(({ path, rule }) => `${path}: ${rule}`);
}

describe('payment terms', () => {
  test('an order with gift vouchers only needs no payment', () => {
    expect(terms(gift)).toEqual({ due: 'nothing' });
  });

  test('an order with a pickup voucher is paid before it is issued, and may state its amount', () => {
    expect(terms(electronic)).toEqual({ due: 'beforeIssue' });
    expect(terms(electronic, { amount: 1200 })).toEqual({ due: 'beforeIssue', amount: 1200 });
  });

  test('the amount of a serial-number order is the sum of its prices, stated or not', () => {
    expect(terms(serials)).toEqual({ due: 'beforeIssue', amount: 26_000 });
    expect(terms(serials, { amount: 26_000 })).toEqual({ due: 'beforeIssue', amount: 26_000 });
  });

  test('an amount that contradicts the prices is refused', () => {
    expect(violationsOf(serials, { amount: 25_999 })).toEqual(['payment.amount: amountIsTotal']);
  });

  test('nothing is due for NT$0, stated or computed', () => {
    expect(terms(electronic, { amount: 0 })).toEqual({ due: 'nothing' });
    const free = serials.items.map((item) => ({ ...item, price: 0 }));
    expect(terms({ ...serials, items: free })).toEqual({ due: 'nothing' });
  });

  test('a payment for NT$0 is ignored, unless it has an amount or a reference', () => {
    expect(terms(electronic, { amount: 0, paid: {} })).toEqual({ due: 'nothing' });
    expect(terms(electronic, { amount: 0, paid: { amount: 0 } })).toEqual({ due: 'nothing' });
    for (const paid of [{ amount: 100 }, { reference: 'T1' }]) {
      expect(terms(electronic, { amount: 0, paid })).toEqual({ due: 'beforeIssue', amount: 0, paid });
    }
  });

  test('a payment for NT$0 is not checked with ECPay, which cannot have one', () => {
    const paid = { reference: 'T1' };
    const result = terms(electronic, { amount: 0, paid, doubleCheck: true });
    expect(result).toEqual({ due: 'beforeIssue', amount: 0, paid });
  });

  test('doubleCheck is refused for a number of more than 20 characters', () => {
    const longest = electronicOrder('A'.repeat(20));
    const longer = electronicOrder('A'.repeat(21));
    expect(terms(longest, { doubleCheck: true })).toEqual({ due: 'beforeIssue', doubleCheck: true });
    expect(violationsOf(longer, { doubleCheck: true })).toEqual(['payment.doubleCheck: doubleCheckNumber']);
    expect(terms(longer)).toEqual({ due: 'beforeIssue' });
  });

  test('a deadline is stored in milliseconds', () => {
    const deadline = new Date(NOW + 30 * MINUTE);
    expect(terms(electronic, { deadline })).toEqual({ due: 'beforeIssue', deadline: NOW + 30 * MINUTE });
  });

  test('a paid order has no deadline, even if it has passed', () => {
    const paid = { amount: 1200, reference: '2605181430001234', paidAt: '2026-05-18T14:30:00+08:00' };
    expect(terms(electronic, { paid, deadline: new Date(NOW - MINUTE) })).toEqual({ due: 'beforeIssue', paid });
  });

  test.each([
    ['a past deadline', { deadline: new Date(NOW - 1) }, 'payment.deadline: deadlineAhead'],
    ['a deadline right now', { deadline: new Date(NOW) }, 'payment.deadline: deadlineAhead'],
    ['an invalid date', { deadline: new Date(NaN) }, 'payment.deadline: deadlineIsDate'],
    ['a deadline that is a number', { deadline: NOW + MINUTE }, 'payment.deadline: deadlineIsDate'],
    ['a deadline in 1000 years', { deadline: new Date(NOW * 20) }, 'payment.deadline: deadlineWithinYear'],
    ['a misspelt amount', { ammount: 1200 }, 'payment: unknownField'],
    ['an amount of NaN', { amount: NaN }, 'payment.amount: paymentAmount'],
    ['a negative amount', { amount: -1 }, 'payment.amount: paymentAmount'],
    ['cents', { amount: 99.5 }, 'payment.amount: paymentAmount'],
    ['an amount as a string', { amount: '1200' }, 'payment.amount: paymentAmount'],
    ['a payment of true', { paid: true }, 'payment.paid: shape'],
    ['a reference with a line break', { paid: { reference: 'a\nb' } }, 'payment.paid.reference: paymentReference'],
    ['a time without an offset', { paid: { paidAt: '2026/05/18 14:30' } }, 'payment.paid.paidAt: paymentTime'],
    ['a card number in an unknown field', { paid: { card: '4311952222222222' } }, 'payment.paid: unknownField'],
  ])('%s is refused', (_what, payment, violation) => {
    expect(violationsOf(electronic, payment)).toEqual([violation]);
  });

  test('one error reports every violation, without the values', () => {
    const payment = { amount: -1, deadline: new Date(NaN), paid: { reference: 'of Ms Chen', paidAt: 'now' } };
    expect(violationsOf(electronic, payment)).toEqual([
      'payment.amount: paymentAmount',
      'payment.paid.reference: paymentReference',
      'payment.paid.paidAt: paymentTime',
      'payment.deadline: deadlineIsDate',
    ]);
    expect(inspect(errorOf(electronic, payment))).not.toContain('Chen');
  });

  test('a payment for an order with gift vouchers only is refused', () => {
    expect(violationsOf(gift, { paid: {} })).toEqual(['payment: giftOrderIsFree']);
    expect(violationsOf(gift, { deadline: new Date(NOW + MINUTE) })).toEqual(['payment: giftOrderIsFree']);
  });
});
