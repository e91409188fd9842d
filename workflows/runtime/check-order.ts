/**
 * Checks a child order or a corrected order without zod, which the workflow bundle does not contain: its number, items,
 * amount and timing, and the fields that its issue type requires. The issue activity checks all other rules, including
 * those that depend on the date or on the merchant's profile.
 */
import type { IssueType, TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import { asRecord } from './as-record.js';
import { checkAddresses, type Check } from './check-addresses.js';
import { DEFAULT_TIMING, isDelay } from '../messages/timing.js';
import { HIGHEST_AMOUNT, LONGEST_PAID_NUMBER, totalPrice } from '../messages/total-price.js';

type Fields = Readonly<Record<string, unknown>>;

/** By issue type: its required fields, and the rule that requires each. */
const REQUIRED_FIELDS: Readonly<Record<IssueType, Readonly<Record<string, string>>>> = {
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
const MAX_TICKETS: Readonly<Record<IssueType, number>> = {
  convenienceStore: 8,
  paper: 100,
  electronic: 100,
  serialNumber: 100,
};

/** @returns every violation, each with the path in the argument of `childOrder`, such as `order.items[0].quantity` */
export function checkChildOrder(request: unknown): readonly Violation[] {
  const violations: Violation[] = [];
  const check: Check = (holds, path, rule, message, fix) => {
    if (!holds) violations.push({ path, rule, message, fix });
  };
  const { order, payment, timing } = asRecord(request);
  checkOrder(asRecord(order), check);
  const isOrderValid = violations.length === 0;
  checkAddresses(asRecord(request), check);
  checkTiming(timing, check);
  // The amount is compared with the prices, which must be valid.
  if (!isOrderValid) return violations;
  if (payment !== undefined) checkPayment(asRecord(payment), order as TicketOrder, check);
  checkAmountDue(asRecord(payment), order as TicketOrder, check);
  return violations;
}

/** @returns the violations of an order by itself; only its notify URLs are not checked */
export function checkTicketOrder(order: Fields): readonly Violation[] {
  const violations: Violation[] = [];
  checkOrder(order, (holds, path, rule, message, fix) => {
    if (!holds) violations.push({ path, rule, message, fix });
  });
  return violations;
}

function checkOrder(order: Fields, check: Check): void {
  const { merchantId, platformId, merchantTradeNo, freeTradeNo, operator, issueType } = order;
  const addIt = 'Add the field.';
  const isAlphanumeric = (value: unknown, maxLength: number) =>
    isText(value) && new RegExp(`^[A-Za-z0-9]{1,${maxLength}}$`).test(value);
  const merchantIdRule = 'A MerchantID is 1 to 10 letters and digits.';
  check(isAlphanumeric(merchantId, 10), 'order.merchantId', 'merchantId', merchantIdRule, addIt);
  check(
    isBlank(platformId) || isAlphanumeric(platformId, 10),
    'order.platformId',
    'platformId',
    "A platform's MerchantID is 1 to 10 letters and digits.",
    'Correct it, or leave it out.',
  );
  const operatorRule = 'The name in operator is 1 to 10 letters and digits.';
  check(isAlphanumeric(operator, 10), 'order.operator', 'operator', operatorRule, addIt);
  check(
    isBlank(merchantTradeNo) !== isBlank(freeTradeNo),
    isBlank(merchantTradeNo) ? 'order.merchantTradeNo' : 'order.freeTradeNo',
    'oneTradeNumber',
    'An order has a merchantTradeNo, or a freeTradeNo if it contains only gift vouchers.',
    'Give exactly one of them.',
  );
  for (const [name, number, maxLength] of [
    ['merchantTradeNo', merchantTradeNo, 25],
    ['freeTradeNo', freeTradeNo, 20],
  ] as const) {
    const message = `A ${name} is 1 to ${maxLength} letters and digits.`;
    const isValid = isBlank(number) || isAlphanumeric(number, maxLength);
    check(isValid, `order.${name}`, name, message, 'Remove all other characters.');
  }
  const type = isIssueType(issueType) ? issueType : undefined;
  check(
    type !== undefined,
    'order.issueType',
    'issueType',
    `An issue type is one of ${Object.keys(REQUIRED_FIELDS).join(', ')}.`,
    'Choose one of these.',
  );
  if (type !== undefined) {
    for (const [name, rule] of Object.entries(REQUIRED_FIELDS[type])) {
      check(isText(order[name]), `order.${name}`, rule, `An order of issue type ${type} needs its ${name}.`, addIt);
    }
  }
  checkItems(order['items'], type, check);
}

function checkItems(items: unknown, type: IssueType | undefined, check: Check): void {
  const list: readonly unknown[] = Array.isArray(items) ? items : [];
  check(list.length > 0, 'order.items', 'atLeastOneItem', 'An order contains at least one item.', 'Add the items.');
  let tickets = 0;
  list.forEach((item, index) => {
    const at = `order.items[${index}]`;
    const { itemNo, itemName, price, quantity } = asRecord(item);
    const isCountValid = isWhole(quantity, 1, Number.MAX_SAFE_INTEGER);
    if (isCountValid) tickets += quantity;
    check(isCountValid, `${at}.quantity`, 'ticketAmount', 'A quantity is a whole number from 1.', 'Correct it.');
    if (type === 'serialNumber') {
      check(isText(itemName), `${at}.itemName`, 'itemNameNeeded', 'This item needs a name.', 'Add the field.');
      const isPrice = isWhole(price, 0, 999_999_999);
      check(isPrice, `${at}.price`, 'ticketPrice', 'A price is a whole number of NT$ from 0.', 'Correct it.');
    } else if (type !== undefined) {
      const message = "This item needs ECPay's item number.";
      check(isText(itemNo), `${at}.itemNo`, 'itemNoNeeded', message, 'Add the field.');
    }
  });
  const maxTickets = type === undefined ? 100 : MAX_TICKETS[type];
  const message = `An order of this issue type has at most ${maxTickets} tickets.`;
  check(tickets <= maxTickets, 'order.items', 'ticketsPerOrder', message, 'Place further orders for the others.');
}

function checkPayment(payment: Fields, order: TicketOrder, check: Check): void {
  const { due, amount, deadline, doubleCheck, paid } = payment;
  if (due === 'nothing' && totalPrice(order) === 0) return;
  if (!isBlank(order.freeTradeNo)) {
    const message = 'Nothing is due for an order with a freeTradeNo.';
    check(
      due === 'nothing',
      'payment',
      'giftOrderIsFree',
      message,
      "Leave the payment out, or give { due: 'nothing' }.",
    );
    return;
  }
  const dueRule = 'An order with a merchantTradeNo is paid before it is issued.';
  check(due === 'beforeIssue', 'payment.due', 'paidBeforeIssue', dueRule, "Give { due: 'beforeIssue' }.");
  checkAmount(amount, 'payment.amount', check);
  checkAmount(asRecord(paid)['amount'], 'payment.paid.amount', check);
  check(
    doubleCheck !== true || String(order.merchantTradeNo).length <= LONGEST_PAID_NUMBER,
    'payment.doubleCheck',
    'doubleCheckNumber',
    `ECPay’s payment system has numbers of at most ${LONGEST_PAID_NUMBER} characters and cannot find a longer one.`,
    'Use a shorter merchantTradeNo, or leave doubleCheck out.',
  );
  const total = totalPrice(order);
  check(
    amount === undefined || total === undefined || amount === total,
    'payment.amount',
    'amountIsTotal',
    `The prices of this order add up to NT$${total}.`,
    'Give that amount, leave it out, or correct the prices.',
  );
  check(
    deadline === undefined || isWhole(deadline, 0, 8.64e15),
    'payment.deadline',
    'deadlineIsTime',
    'A deadline is a time in milliseconds since the epoch.',
    'Correct it, or leave it out.',
  );
}

/** Without an amount, the order would accept any payment, even NT$1. Other checks cover payments that are not due. */
function checkAmountDue({ due, amount }: Fields, order: TicketOrder, check: Check): void {
  check(
    amount !== undefined || due === 'nothing' || !isBlank(order.freeTradeNo) || isPriced(order),
    'payment.amount',
    'amountNeeded',
    'The prices of this order are in ECPay’s catalogue, which a workflow cannot query before it starts the order.',
    'Give the amount that is due.',
  );
}

function isPriced(order: TicketOrder): boolean {
  return totalPrice(order) !== undefined;
}

function checkAmount(amount: unknown, path: string, check: Check): void {
  const message = 'An amount is a whole number of NT$ from 0.';
  const holds = amount === undefined || isWhole(amount, 0, HIGHEST_AMOUNT);
  check(holds, path, 'paymentAmount', message, 'Correct it, or leave it out.');
}

function checkTiming(timing: unknown, check: Check): void {
  for (const [name, delay] of Object.entries(asRecord(timing))) {
    const isValid = Object.hasOwn(DEFAULT_TIMING, name) && isDelay(delay);
    const names = Object.keys(DEFAULT_TIMING).join(', ');
    const message = `timing may set ${names}: milliseconds or a text such as '5 minutes', from 0 to ten years.`;
    check(isValid, `timing.${name}`, 'timingDelay', message, 'Correct it, or leave it out.');
  }
}

function isIssueType(type: unknown): type is IssueType {
  return typeof type === 'string' && Object.hasOwn(REQUIRED_FIELDS, type);
}

/** An empty string counts as a missing field. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
