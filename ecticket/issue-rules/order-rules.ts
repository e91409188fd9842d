/** Rules between the fields of an order: its number, its vouchers, its tickets, its dates and its notify URLs. */
import { whyECPayCannotCall } from '../callback-address.js';
import { checkEachItem, violation, type OrderDraft, type Rule } from './draft.js';
import type { RuleName } from './messages.js';

const MAX_CONVENIENCE_STORE_TICKETS = 8;
const MAX_TICKETS = 100;

/** An order has either a MerchantTradeNo or a FreeTradeNo. */
export const tradeNumberRule: Rule = ({ MerchantTradeNo, FreeTradeNo }) => {
  if (MerchantTradeNo === undefined && FreeTradeNo === undefined) {
    const fix = 'Set the number of its payment, or a number for a gift order.';
    return [violation('oneTradeNumber', ['MerchantTradeNo'], fix)];
  }
  if (MerchantTradeNo !== undefined && FreeTradeNo !== undefined) {
    return [violation('oneTradeNumber', ['FreeTradeNo'], 'Keep the number that matches the vouchers of the order.')];
  }
  return [];
};

/**
 * Only gift vouchers have an expiration date, and an order does not say otherwise which items are gift vouchers.
 * Therefore every item under a FreeTradeNo needs one, and at least one item under a MerchantTradeNo must have none.
 * This refuses no valid order.
 */
export const voucherRule: Rule = ({ MerchantTradeNo, FreeTradeNo, TicketInfo }) => {
  const items = TicketInfo ?? [];
  if (FreeTradeNo !== undefined && MerchantTradeNo === undefined) {
    return items.flatMap(({ ExpireDate }, index) =>
      ExpireDate === undefined
        ? [violation('expireDateNeeded', ['TicketInfo', index, 'ExpireDate'], 'Fill in the last day of use, yyyymmdd.')]
        : [],
    );
  }
  if (MerchantTradeNo === undefined || FreeTradeNo !== undefined || items.length === 0) return [];
  if (items.some(({ ExpireDate }) => ExpireDate === undefined)) return [];
  const fix =
    'Remove the expiration date from the pickup vouchers; if all are gift vouchers, use a FreeTradeNo instead.';
  return [violation('pickupVoucherInOrder', ['TicketInfo'], fix)];
};

/** This package's choice: ECPay's page does not mention an order without items. */
export const atLeastOneItemRule: Rule = ({ TicketInfo }) =>
  TicketInfo?.length === 0 ? [violation('atLeastOneItem', ['TicketInfo'], 'Add the items to issue.')] : [];

/** Limits the tickets of an order to 8 or 100. An unreadable issue type has the limit 100: no type allows more. */
export const ticketsPerOrderRule: Rule = ({ IssueType, TicketInfo }) => {
  const limit = IssueType === '1' ? MAX_CONVENIENCE_STORE_TICKETS : MAX_TICKETS;
  const tickets = (TicketInfo ?? []).reduce((total, { TicketAmount }) => total + (TicketAmount ?? 0), 0);
  if (tickets <= limit) return [];
  const fix = `Issue at most ${limit} in this order, and the others in further orders.`;
  return [violation('ticketsPerOrder', ['TicketInfo'], fix)];
};

export const itemNoUniqueRule: Rule = (order) => {
  const seen = new Set<string>();
  return checkEachItem(order, ({ ItemNo }, path) => {
    if (ItemNo === undefined || ItemNo === null) return [];
    if (!seen.has(ItemNo)) {
      seen.add(ItemNo);
      return [];
    }
    return [violation('itemNoUnique', [...path, 'ItemNo'], 'Combine the tickets of one item in one entry.')];
  });
};

/**
 * Returns when customers can use an order's tickets. Only electronic tickets can start later: ECPay issues every other
 * type for immediate use, whatever IsImmediate says. Returns undefined if the order is not readable.
 */
export function availabilityOf({ IssueType, IsImmediate }: OrderDraft): 'immediate' | 'fromStartDate' | undefined {
  if (IssueType === undefined || IssueType === null) return undefined;
  if (IssueType !== '3' || IsImmediate === '1') return 'immediate';
  return IsImmediate === '2' ? 'fromStartDate' : undefined;
}

/**
 * A start date for later use must be after the day of issue. ECPay issues electronic tickets within five minutes, so
 * shortly before midnight that day is tomorrow.
 *
 * A start date in the future contradicts immediate use: ECPay would let customers use the tickets at once. A start date
 * of today or earlier is harmless, because a merchant may place an order one day and issue it the next: it is a
 * warning.
 */
export const startDateRule: Rule = (order, { today, issuedBy }) =>
  checkEachItem(order, ({ StartDate }, item) => {
    const path = [...item, 'StartDate'];
    switch (availabilityOf(order)) {
      case 'fromStartDate':
        if (StartDate === undefined) {
          return [violation('startDateNeeded', path, 'Fill in the first day of use, yyyymmdd.')];
        }
        if (StartDate === null || StartDate > issuedBy) return [];
        return [violation('startDateAfterIssue', path, `Choose a day after ${issuedBy}, or immediate use.`)];
      case 'immediate':
        if (StartDate === undefined || StartDate === null || StartDate <= today) return [];
        return [violation('startDateAgainstImmediate', path, fixFutureStartDate(order))];
      case undefined:
        return [];
    }
  });

function fixFutureStartDate({ IssueType }: OrderDraft): string {
  return IssueType === '3'
    ? 'Leave it out, or make the tickets usable from their start date.'
    : 'Leave it out, or issue electronic tickets: only they can start later.';
}

/**
 * A ticket for immediate use starts on its day of issue. ECPay issues paper at once, other types within five minutes.
 */
export const expireDateRule: Rule = (order, { today, issuedBy }) =>
  checkEachItem(order, ({ StartDate, ExpireDate }, path) => {
    const dayOfIssue = order.IssueType === '2' ? today : issuedBy;
    const start = availabilityOf(order) === 'immediate' ? dayOfIssue : StartDate;
    if (typeof ExpireDate !== 'string' || typeof start !== 'string' || ExpireDate >= start) return [];
    return [violation('expireDateNotBeforeStart', [...path, 'ExpireDate'], `Choose ${start} or a later day.`)];
  });

const NOTIFY_URLS = [
  { rule: 'refundNotifyUrlCallable', field: 'RefundNotifyURL' },
  { rule: 'useStatusNotifyUrlCallable', field: 'UseStatusNotifyURL' },
] as const satisfies readonly { rule: RuleName; field: string }[];

/**
 * ECPay must be able to call the notify URLs (developers.ecpay.com.tw/?p=32155). The sandbox can call every address.
 */
export const callableRule: Rule = (order, { callbacks }) => {
  if (callbacks === 'any') return [];
  return NOTIFY_URLS.flatMap(({ rule, field }) => {
    const url = order[field];
    const reason = typeof url === 'string' ? whyECPayCannotCall(url) : undefined;
    if (reason === undefined) return [];
    return [violation(rule, [field], `It ${reason}. Use a public address with port 80 or 443.`)];
  });
};
