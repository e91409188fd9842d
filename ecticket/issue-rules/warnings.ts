/** Warnings: ECPay accepts the order, but ignores a field, or the merchant gets no notifications, or advice applies. */
import type { IssueData, IssueItem } from '../endpoints/issue.js';
import { checkEachItem, warning, type OrderDraft, type Rule } from './draft.js';
import type { WarningName } from './messages.js';
import { availabilityOf } from './order-rules.js';

interface TypeSpecificField<Field> {
  readonly rule: WarningName;
  readonly field: Field;
  /** The issue types for which ECPay reads the field. */
  readonly readBy: readonly IssueData['IssueType'][];
}

const ORDER_FIELDS: readonly TypeSpecificField<keyof IssueData>[] = [
  { rule: 'printTypeIgnored', field: 'PrintType', readBy: ['2'] },
  { rule: 'isImmediateIgnored', field: 'IsImmediate', readBy: ['3'] },
];

const ITEM_FIELDS: readonly TypeSpecificField<keyof IssueItem>[] = [
  { rule: 'itemNoIgnored', field: 'ItemNo', readBy: ['1', '2', '3'] },
  { rule: 'itemNameIgnored', field: 'ItemName', readBy: ['4'] },
  { rule: 'ticketPriceIgnored', field: 'TicketPrice', readBy: ['4'] },
];

const LEAVE_OUT = 'Leave it out. It is not sent.';

/**
 * Fields that ECPay does not read for this kind of order. The request to ECPay omits them. This package's choice: they
 * are warnings, because the page does not forbid them, and the customer has already paid for the order.
 */
export const ignoredFieldsRule: Rule = (order, { profile, today }) => {
  const isIgnored = ({ readBy }: TypeSpecificField<unknown>) =>
    typeof order.IssueType === 'string' && !readBy.includes(order.IssueType);
  return [
    ...ORDER_FIELDS.filter((entry) => isIgnored(entry) && order[entry.field] !== undefined).map(({ rule, field }) =>
      warning(rule, [field], LEAVE_OUT),
    ),
    ...(profile === 'issueOnly' && order.PaymentProvider !== undefined
      ? [warning('paymentProviderIgnored', ['PaymentProvider'], LEAVE_OUT)]
      : []),
    ...checkEachItem(order, (item, path) => [
      ...ITEM_FIELDS.filter((entry) => isIgnored(entry) && item[entry.field] !== undefined).map(({ rule, field }) =>
        warning(rule, [...path, field], LEAVE_OUT),
      ),
      ...(availabilityOf(order) === 'immediate' && typeof item.StartDate === 'string' && item.StartDate <= today
        ? [warning('startDateIgnored', [...path, 'StartDate'], LEAVE_OUT)]
        : []),
    ]),
  ];
};

/**
 * Notify URLs of an order with pickup vouchers, which is an order with a MerchantTradeNo. The page requires both URLs
 * "to receive notifications", but its own examples omit them. This package's choice: a missing URL is a warning.
 */
export const notificationRule: Rule = ({ MerchantTradeNo, RefundNotifyURL, UseStatusNotifyURL }) => {
  if (MerchantTradeNo === undefined) return [];
  const fix = 'Fill in a URL whose domain ECPay has allowed in its firewall.';
  return [
    ...(RefundNotifyURL === undefined ? [warning('refundNotifyUrlMissing', ['RefundNotifyURL'], fix)] : []),
    ...(UseStatusNotifyURL === undefined ? [warning('useStatusNotifyUrlMissing', ['UseStatusNotifyURL'], fix)] : []),
  ];
};

const NEEDED_FOR_DELIVERY = [
  { rule: 'customerNameAdvised', field: 'CustomerName' },
  { rule: 'customerAddressAdvised', field: 'CustomerAddress' },
] as const satisfies readonly { rule: WarningName; field: keyof OrderDraft }[];

/** What ECPay's pages advise but do not require. */
export const adviceRule: Rule = (order) => [...checkDelivery(order), ...checkGiftFaceValues(order)];

/** ECPay delivers the paper tickets that it prints. The page requires name and address "if" the customer gets them. */
function checkDelivery(order: OrderDraft) {
  if (order.IssueType !== '2' || order.PrintType !== '1') return [];
  return NEEDED_FOR_DELIVERY.filter(({ field }) => order[field] === undefined).map(({ rule, field }) =>
    warning(rule, [field], 'Fill it in, unless ECPay delivers the tickets to the merchant.'),
  );
}

/** ECPay's overview calls gift vouchers "without a face value". Only gift vouchers have an expiration date. */
function checkGiftFaceValues(order: OrderDraft) {
  if (order.IssueType !== '4') return [];
  return checkEachItem(order, ({ ExpireDate, TicketPrice }, path) => {
    const isGift = ExpireDate !== undefined || order.FreeTradeNo !== undefined;
    if (!isGift || typeof TicketPrice !== 'number' || TicketPrice === 0) return [];
    return [warning('giftVoucherFaceValue', [...path, 'TicketPrice'], 'Write 0, or sell it as a pickup voucher.')];
  });
}
