/** Fields that ECPay does not read for an order of this kind. They are a warning, and are not sent. */
import type { IssueData, IssueItem } from '../endpoints/issue.js';
import { availabilityOf } from './dates.js';
import { checkEachItem, warned, type Rule } from './draft.js';
import type { WarningName } from './messages.js';

interface Unread<Field> {
  readonly rule: WarningName;
  readonly field: Field;
  /** The issue types that do read it. */
  readonly readBy: readonly IssueData['IssueType'][];
}

const ORDER_FIELDS: readonly Unread<keyof IssueData>[] = [
  { rule: 'printTypeIgnored', field: 'PrintType', readBy: ['2'] },
  { rule: 'isImmediateIgnored', field: 'IsImmediate', readBy: ['3'] },
];

const ITEM_FIELDS: readonly Unread<keyof IssueItem>[] = [
  { rule: 'itemNoIgnored', field: 'ItemNo', readBy: ['1', '2', '3'] },
  { rule: 'itemNameIgnored', field: 'ItemName', readBy: ['4'] },
  { rule: 'ticketPriceIgnored', field: 'TicketPrice', readBy: ['4'] },
];

const LEAVE_OUT = 'Leave it out. It is not sent.';

/**
 * The page says of none of these that it must not be there, only that it is not needed, or fixed: refusing an order
 * that has been paid for over a field without effect would help nobody.
 */
export const ignoredRule: Rule = (order, { profile, today }) => {
  const isIgnored = ({ readBy }: Unread<unknown>) =>
    typeof order.IssueType === 'string' && !readBy.includes(order.IssueType);
  return [
    ...ORDER_FIELDS.filter((unread) => isIgnored(unread) && order[unread.field] !== undefined).map(({ rule, field }) =>
      warned(rule, [field], LEAVE_OUT),
    ),
    ...(profile === 'issueOnly' && order.PaymentProvider !== undefined
      ? [warned('paymentProviderIgnored', ['PaymentProvider'], LEAVE_OUT)]
      : []),
    ...checkEachItem(order, (item, place) => [
      ...ITEM_FIELDS.filter((unread) => isIgnored(unread) && item[unread.field] !== undefined).map(({ rule, field }) =>
        warned(rule, [...place, field], LEAVE_OUT),
      ),
      ...(availabilityOf(order) === 'immediate' && typeof item.StartDate === 'string' && item.StartDate <= today
        ? [warned('startDateIgnored', [...place, 'StartDate'], LEAVE_OUT)]
        : []),
    ]),
  ];
};
