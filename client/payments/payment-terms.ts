import type { TicketOrder } from '../../ecticket/order.js';
import type { Payment, PaymentTerms } from '../../workflows/messages/order.js';
import { isNoMoney, LONGEST_PAID_NUMBER, totalPrice } from '../../workflows/messages/total-price.js';
import { InvalidPaymentError } from '../errors/invalid-payment-error.js';
import { amountSchema, notePaymentFaults } from './payment.js';
import { ViolationList } from '../violation-list.js';

/** What a merchant says of an order's payment. Everything has a default. */
export interface PlacedPayment {
  /**
   * NT$ that must be paid. Default: the sum of the prices, which a serial-number order has itself, and which for other
   * orders ECPay's catalogue tells. With NT$0 nothing is due.
   */
  readonly amount?: number;
  /** Unpaid by then, the order is cancelled. Default: it waits for as long as it takes. */
  readonly deadline?: Date;
  /**
   * Before Issue, ask ECPay's payment system whether the money is there (QueryTradeInfo). For payments that are made through
   * ECPay under the order's own number of at most 20 characters; takes the merchant's payment keys.
   */
  readonly doubleCheck?: boolean;
  /** The order is paid already. */
  readonly paid?: Payment;
}

const YEAR = 366 * 24 * 60 * 60 * 1000;

/**
 * The terms on which a valid order is issued. An order of gift vouchers only (it has a freeTradeNo) needs no payment;
 * any other is paid first (developers.ecpay.com.tw, Overview). A payment that was taken is not refused for its amount
 * here: the order keeps it, and asks a person.
 *
 * @param now in milliseconds since the epoch.
 * @param total NT$ that the order costs, as far as it is known.
 * @throws InvalidPaymentError
 */
export function paymentTerms(
  order: TicketOrder,
  payment: PlacedPayment,
  now: number,
  total: number | undefined = totalPrice(order),
): PaymentTerms {
  const violations = new ViolationList();
  if (violations.checkFields(payment, 'payment', ['amount', 'deadline', 'doubleCheck', 'paid'])) {
    if (order.freeTradeNo === undefined) checkDue(order, payment, now, violations);
    else checkNothing(payment, violations);
  }
  if (violations.all.length > 0) throw new InvalidPaymentError(violations.all);
  if (order.freeTradeNo !== undefined) return { due: 'nothing' };
  return dueOf(payment, payment.amount ?? total);
}

function dueOf({ deadline, doubleCheck, paid }: PlacedPayment, due: number | undefined): PaymentTerms {
  // No checkout takes a payment of NT$0, so that none is waited for, or looked for at ECPay.
  if (due === 0 && isNoMoney(paid)) return { due: 'nothing' };
  return {
    due: 'beforeIssue',
    ...(due !== undefined && { amount: due }),
    ...(doubleCheck === true && due !== 0 && { doubleCheck }),
    // Nothing is waited for once it is paid.
    ...(paid !== undefined ? { paid } : deadline !== undefined && { deadline: deadline.getTime() }),
  };
}

function checkNothing({ amount, deadline, doubleCheck, paid }: PlacedPayment, violations: ViolationList): void {
  violations.check(
    [amount, deadline, doubleCheck, paid].every((each) => each === undefined),
    'payment',
    'giftOrderIsFree',
    'An order of gift vouchers only is not paid.',
    'Leave the payment out, or give the order a merchantTradeNo if a voucher of it is sold.',
  );
}

function checkDue(order: TicketOrder, payment: PlacedPayment, now: number, violations: ViolationList): void {
  checkAmount(payment.amount, totalPrice(order), violations);
  violations.check(
    payment.doubleCheck === undefined || typeof payment.doubleCheck === 'boolean',
    'payment.doubleCheck',
    'doubleCheckIsBoolean',
    'A payment is checked twice or not.',
    'Give true or false, or leave it out.',
  );
  violations.check(
    payment.doubleCheck !== true || (order.merchantTradeNo?.length ?? 0) <= LONGEST_PAID_NUMBER,
    'payment.doubleCheck',
    'doubleCheckNumber',
    `ECPay’s payments have numbers of at most ${LONGEST_PAID_NUMBER} characters: nothing can be found under a longer one.`,
    'Give the order a shorter merchantTradeNo, or leave doubleCheck out.',
  );
  if (payment.paid !== undefined) notePaymentFaults(payment.paid, 'payment.paid', violations);
  if (payment.deadline !== undefined) checkDeadline(payment, now, violations);
}

function checkAmount(amount: number | undefined, total: number | undefined, violations: ViolationList): void {
  violations.check(
    amount === undefined || amountSchema.safeParse(amount).success,
    'payment.amount',
    'paymentAmount',
    'An amount is a whole number of NT$, not below 0.',
    'Give it as a number, or leave it out.',
  );
  violations.check(
    amount === undefined || total === undefined || amount === total,
    'payment.amount',
    'amountIsTotal',
    `The prices of this order sum up to NT$${total}.`,
    'State that amount, or leave it out, or correct the prices.',
  );
}

function checkDeadline({ deadline, paid }: PlacedPayment, now: number, violations: ViolationList): void {
  const time = deadline instanceof Date ? deadline.getTime() : NaN;
  violations.check(
    !Number.isNaN(time),
    'payment.deadline',
    'deadlineIsDate',
    'A deadline is a valid Date.',
    'Give new Date(…) of a real moment, or leave it out.',
  );
  violations.check(
    !(time <= now) || paid !== undefined,
    'payment.deadline',
    'deadlineAhead',
    'A deadline lies ahead.',
    'Give a later one, or leave it out.',
  );
  // A year is our choice: whoever means more has mistaken seconds for milliseconds or a century for another.
  violations.check(
    !(time > now + YEAR),
    'payment.deadline',
    'deadlineWithinYear',
    'A deadline lies within a year.',
    'Give an earlier one, or leave it out to wait for as long as it takes.',
  );
}
