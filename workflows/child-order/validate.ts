/**
 * The rules that a workflow can hold an order against, without zod: what the order's own workflow is made of (a
 * number, a list of items, an amount, delays), and the fields that each kind of order must have. What else the fields
 * may hold, and every rule that depends on the day or on the merchant's profile, is checked where the order is issued.
 */
import type { IssueType, TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import { asRecord } from '../runtime/as-record.js';
import { checkAddresses, type Check } from './validate-addresses.js';
import { DEFAULT_TIMING } from '../messages/timing.js';
import { HIGHEST_AMOUNT, LONGEST_PAID_NUMBER, totalPrice } from '../messages/total-price.js';

type Fields = Readonly<Record<string, unknown>>;

/** By issue type: the fields that only it needs, and the rules that ask for them. */
const NEEDS: Readonly<Record<IssueType, Readonly<Record<string, string>>>> = {
  convenienceStore: { customerEmail: 'customerEmailNeeded' },
  paper: { printedBy: 'printTypeNeeded' },
  electronic: {
    availability: 'isImmediateNeeded',
    customerName: 'customerNameNeeded',
    customerPhone: 'customerPhoneNeeded',
    customerEmail: 'customerEmailNeeded',
  },
  serialNumber: {},
};
const MOST_TICKETS: Readonly<Record<IssueType, number>> = {
  convenienceStore: 8,
  paper: 100,
  electronic: 100,
  serialNumber: 100,
};
const TEN_YEARS = 10 * 366 * 24 * 60 * 60 * 1000;

/** All that is wrong with what a workflow gave `childOrder`, at its places there: `order.items[0].quantity`. */
export function checkChildOrder(given: unknown): readonly Violation[] {
  const violations: Violation[] = [];
  const check: Check = (holds, path, rule, message, fix) => {
    if (!holds) violations.push({ path, rule, message, fix });
  };
  const { order, payment, timing } = asRecord(given);
  checkOrder(asRecord(order), check);
  const isReadable = violations.length === 0;
  checkAddresses(asRecord(given), check);
  checkTiming(timing, check);
  // The amount is held against the prices, which must be readable.
  if (!isReadable) return violations;
  if (payment !== undefined) checkPayment(asRecord(payment), order as TicketOrder, check);
  checkAmountDue(asRecord(payment), order as TicketOrder, check);
  return violations;
}

function checkOrder(order: Fields, check: Check): void {
  const { merchantId, platformId, merchantTradeNo, freeTradeNo, operator, issueType } = order;
  const needed = 'Fill it in.';
  const text = (value: unknown, longest: number) =>
    isText(value) && new RegExp(`^[A-Za-z0-9]{1,${longest}}$`).test(value);
  check(text(merchantId, 10), 'order.merchantId', 'merchantId', 'A MerchantID is 1 to 10 letters and digits.', needed);
  check(
    isBlank(platformId) || text(platformId, 10),
    'order.platformId',
    'platformId',
    "A platform's MerchantID is 1 to 10 letters and digits.",
    'Correct it, or leave it out.',
  );
  check(text(operator, 10), 'order.operator', 'operator', 'An operator is 1 to 10 letters and digits.', needed);
  check(
    isBlank(merchantTradeNo) !== isBlank(freeTradeNo),
    isBlank(merchantTradeNo) ? 'order.merchantTradeNo' : 'order.freeTradeNo',
    'oneTradeNumber',
    'An order has a merchantTradeNo, or a freeTradeNo where it holds gift vouchers only.',
    'Give exactly one of them.',
  );
  for (const [name, number, longest] of [
    ['merchantTradeNo', merchantTradeNo, 25],
    ['freeTradeNo', freeTradeNo, 20],
  ] as const) {
    const message = `A ${name} is 1 to ${longest} letters and digits.`;
    check(isBlank(number) || text(number, longest), `order.${name}`, name, message, 'Take out everything else.');
  }
  const type = isIssueType(issueType) ? issueType : undefined;
  check(
    type !== undefined,
    'order.issueType',
    'issueType',
    `An issue type is one of ${Object.keys(NEEDS).join(', ')}.`,
    'Choose one of these.',
  );
  if (type !== undefined) {
    for (const [name, rule] of Object.entries(NEEDS[type])) {
      check(isText(order[name]), `order.${name}`, rule, `An order of issue type ${type} needs its ${name}.`, needed);
    }
  }
  checkItems(order['items'], type, check);
}

function checkItems(items: unknown, type: IssueType | undefined, check: Check): void {
  const list: readonly unknown[] = Array.isArray(items) ? items : [];
  check(list.length > 0, 'order.items', 'atLeastOneItem', 'An order holds at least one product.', 'Add the products.');
  let tickets = 0;
  list.forEach((item, index) => {
    const at = `order.items[${index}]`;
    const { itemNo, itemName, price, quantity } = asRecord(item);
    const isCounted = isWhole(quantity, 1, Number.MAX_SAFE_INTEGER);
    if (isCounted) tickets += quantity;
    check(isCounted, `${at}.quantity`, 'ticketAmount', 'A quantity is a whole number from 1.', 'Give the number.');
    if (type === 'serialNumber') {
      check(isText(itemName), `${at}.itemName`, 'itemNameNeeded', 'This item needs a name.', 'Fill it in.');
      const isPrice = isWhole(price, 0, 999_999_999);
      check(isPrice, `${at}.price`, 'ticketPrice', 'A price is a whole number of NT$ from 0.', 'Give the number.');
    } else if (type !== undefined) {
      check(isText(itemNo), `${at}.itemNo`, 'itemNoNeeded', "This item needs ECPay's product number.", 'Fill it in.');
    }
  });
  const most = type === undefined ? 100 : MOST_TICKETS[type];
  const message = `An order of this kind has at most ${most} tickets.`;
  check(tickets <= most, 'order.items', 'ticketsPerOrder', message, 'Issue the others in further orders.');
}

function checkPayment(payment: Fields, order: TicketOrder, check: Check): void {
  const { due, amount, deadline, doubleCheck, paid } = payment;
  if (due === 'nothing' && totalPrice(order) === 0) return;
  if (!isBlank(order.freeTradeNo)) {
    const message = 'An order of gift vouchers only is not paid.';
    check(
      due === 'nothing',
      'payment',
      'giftOrderIsFree',
      message,
      "Leave the payment out, or give { due: 'nothing' }.",
    );
    return;
  }
  const paidFirst = 'An order with a merchantTradeNo is paid before it is issued.';
  check(due === 'beforeIssue', 'payment.due', 'paidBeforeIssue', paidFirst, "Give { due: 'beforeIssue' }.");
  checkAmount(amount, 'payment.amount', check);
  checkAmount(asRecord(paid)['amount'], 'payment.paid.amount', check);
  check(
    doubleCheck !== true || String(order.merchantTradeNo).length <= LONGEST_PAID_NUMBER,
    'payment.doubleCheck',
    'doubleCheckNumber',
    `ECPay’s payments have numbers of at most ${LONGEST_PAID_NUMBER} characters: nothing can be found under a longer one.`,
    'Give the order a shorter merchantTradeNo, or leave doubleCheck out.',
  );
  const total = totalPrice(order);
  check(
    amount === undefined || total === undefined || amount === total,
    'payment.amount',
    'amountIsTotal',
    `The prices of this order sum up to NT$${total}.`,
    'State that amount, or leave it out, or correct the prices.',
  );
  check(
    deadline === undefined || isWhole(deadline, 0, 8.64e15),
    'payment.deadline',
    'deadlineIsTime',
    'A deadline is a moment in milliseconds since the epoch.',
    'Give such a number, or leave it out.',
  );
}

/** Without an amount any payment would do, also one of NT$1. What is said of a payment that is not due is told elsewhere. */
function checkAmountDue({ due, amount, paid }: Fields, order: TicketOrder, check: Check): void {
  check(
    amount !== undefined || paid !== undefined || due === 'nothing' || !isBlank(order.freeTradeNo) || isPriced(order),
    'payment.amount',
    'amountNeeded',
    'The prices of this order are in ECPay’s catalogue, which a workflow cannot ask.',
    'State the amount that must be paid.',
  );
}

function isPriced(order: TicketOrder): boolean {
  return totalPrice(order) !== undefined;
}

function checkAmount(amount: unknown, path: string, check: Check): void {
  const message = 'An amount is a whole number of NT$, not below 0.';
  const holds = amount === undefined || isWhole(amount, 0, HIGHEST_AMOUNT);
  check(holds, path, 'paymentAmount', message, 'Give it as a number, or leave it out.');
}

/** A NaN among the delays would stop the order's workflow for good. */
function checkTiming(timing: unknown, check: Check): void {
  for (const [name, delay] of Object.entries(asRecord(timing))) {
    const isDelay =
      Object.hasOwn(DEFAULT_TIMING, name) && typeof delay === 'number' && delay >= 0 && delay <= TEN_YEARS;
    const message = `The delays are ${Object.keys(DEFAULT_TIMING).join(', ')}: numbers of milliseconds, up to ten years.`;
    check(isDelay, `timing.${name}`, 'timingDelay', message, 'Give such a number, or leave it out.');
  }
}

function isIssueType(type: unknown): type is IssueType {
  return typeof type === 'string' && Object.hasOwn(NEEDS, type);
}

/** A field that is omitUndefined in with nothing is not omitUndefined in. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
