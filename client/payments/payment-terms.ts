import type { TicketOrder } from '../../ecticket/order.js';
import type { Payment, PaymentTerms } from '../../workflows/messages/order.js';
import { isNoMoney, LONGEST_PAID_NUMBER, totalPrice } from '../../workflows/messages/total-price.js';
import { InvalidPaymentError } from '../errors/invalid-payment-error.js';
import { amountSchema, addPaymentViolations } from './payment.js';
import { ViolationList } from '../violation-list.js';

/** The payment terms of an order, as the merchant places them. Every field has a default. */
export interface PlacedPayment {
  /**
   * The amount to be paid, in NT$. Default: the sum of the prices, which are in a serial-number order itself and, for
   * other orders, in ECPay's catalogue. For NT$0, nothing is due.
   */
  readonly amount?: number;
  /** When an unpaid order is cancelled. Default: it waits without limit. */
  readonly deadline?: Date;
  /**
   * Whether to check the payment in ECPay's payment system (QueryTradeInfo) before the tickets are issued. For payments
   * made through ECPay with the order's own number of at most 20 characters. Needs the merchant's payment keys.
   */
  readonly doubleCheck?: boolean;
  /** The payment, if the order is paid already. */
  readonly paid?: Payment;
}

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/**
 * Computes the payment terms of a valid order. An order with gift vouchers only (it has a freeTradeNo) needs no
 * payment. Every other order is paid before it is issued (developers.ecpay.com.tw, Overview). A wrong amount of a
 * payment that was made is accepted here: the order records the payment and requests attention.
 *
 * @param now The current time in milliseconds since the epoch.
 * @param total The price of the order in NT$, if it is known.
 * @throws InvalidPaymentError with every violation.
 */
export function paymentTerms(
  order: TicketOrder,
  payment: PlacedPayment,
  now: number,
  total: number | undefined = totalPrice(order),
): PaymentTerms {
  const violations = new ViolationList();
  if (violations.checkFields(payment, 'payment', ['amount', 'deadline', 'doubleCheck', 'paid'])) {
    if (order.freeTradeNo === undefined) checkTerms(order, payment, now, violations);
    else checkNoTerms(payment, violations);
  }
  if (violations.all.length > 0) throw new InvalidPaymentError(violations.all);
  if (order.freeTradeNo !== undefined) return { due: 'nothing' };
  return termsFor(payment, payment.amount ?? total);
}

function termsFor({ deadline, doubleCheck, paid }: PlacedPayment, amount: number | undefined): PaymentTerms {
  // No checkout accepts a payment of NT$0, so the order neither waits for one nor checks it in ECPay's payment system.
  if (amount === 0 && isNoMoney(paid)) return { due: 'nothing' };
  return {
    due: 'beforeIssue',
    ...(amount !== undefined && { amount }),
    ...(doubleCheck === true && amount !== 0 && { doubleCheck }),
    // A paid order no longer waits, so it has no deadline.
    ...(paid !== undefined ? { paid } : deadline !== undefined && { deadline: deadline.getTime() }),
  };
}

/** An order with gift vouchers only has no payment terms. */
function checkNoTerms({ amount, deadline, doubleCheck, paid }: PlacedPayment, violations: ViolationList): void {
  violations.check(
    [amount, deadline, doubleCheck, paid].every((field) => field === undefined),
    'payment',
    'giftOrderIsFree',
    'An order with gift vouchers only cannot be paid.',
    'Leave the payment out, or give the order a merchantTradeNo if one of its vouchers is sold.',
  );
}

function checkTerms(order: TicketOrder, payment: PlacedPayment, now: number, violations: ViolationList): void {
  checkAmount(payment.amount, totalPrice(order), violations);
  violations.check(
    payment.doubleCheck === undefined || typeof payment.doubleCheck === 'boolean',
    'payment.doubleCheck',
    'doubleCheckIsBoolean',
    'doubleCheck must be true or false.',
    'Use true or false, or leave it out.',
  );
  violations.check(
    payment.doubleCheck !== true || (order.merchantTradeNo?.length ?? 0) <= LONGEST_PAID_NUMBER,
    'payment.doubleCheck',
    'doubleCheckNumber',
    `ECPay’s payments have numbers of at most ${LONGEST_PAID_NUMBER} characters, so a longer one cannot be checked.`,
    'Give the order a shorter merchantTradeNo, or leave doubleCheck out.',
  );
  if (payment.paid !== undefined) addPaymentViolations(payment.paid, 'payment.paid', violations);
  if (payment.deadline !== undefined) checkDeadline(payment, now, violations);
}

function checkAmount(amount: number | undefined, total: number | undefined, violations: ViolationList): void {
  violations.check(
    amount === undefined || amountSchema.safeParse(amount).success,
    'payment.amount',
    'paymentAmount',
    'An amount must be a whole number of NT$, 0 or more.',
    'Write it as a number, or leave it out.',
  );
  violations.check(
    amount === undefined || total === undefined || amount === total,
    'payment.amount',
    'amountIsTotal',
    `The prices of this order add up to NT$${total}.`,
    'Use that amount, leave it out, or correct the prices.',
  );
}

function checkDeadline({ deadline, paid }: PlacedPayment, now: number, violations: ViolationList): void {
  const time = deadline instanceof Date ? deadline.getTime() : NaN;
  violations.check(
    !Number.isNaN(time),
    'payment.deadline',
    'deadlineIsDate',
    'A deadline must be a valid Date.',
    'Use new Date(…) with a valid time, or leave it out.',
  );
  violations.check(
    !(time <= now) || paid !== undefined,
    'payment.deadline',
    'deadlineAhead',
    'A deadline must be in the future.',
    'Use a later one, or leave it out.',
  );
  // A year is this package's limit. A longer deadline is most likely a mistake, such as seconds for milliseconds.
  violations.check(
    !(time > now + YEAR_MS),
    'payment.deadline',
    'deadlineWithinYear',
    'A deadline must be within a year.',
    'Use an earlier one, or leave it out to wait without limit.',
  );
}
