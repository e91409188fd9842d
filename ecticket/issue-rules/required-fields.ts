/** Fields that an issue type or a profile requires. */
import type { IssueData, IssueItem } from '../endpoints/issue.js';
import { checkEachItem, violation, type Rule } from './draft.js';
import type { RuleName } from './messages.js';

interface RequiredField<Field> {
  readonly rule: RuleName;
  readonly field: Field;
  /** The issue types: 1 convenience store, 2 paper, 3 electronic, 4 serial number only. */
  readonly requiredBy: readonly IssueData['IssueType'][];
  readonly fix: string;
}

const ORDER_FIELDS: readonly RequiredField<keyof IssueData>[] = [
  {
    rule: 'printTypeNeeded',
    field: 'PrintType',
    requiredBy: ['2'],
    fix: 'Choose who prints: ecpay (ECPay’s 1) or merchant (2).',
  },
  {
    rule: 'isImmediateNeeded',
    field: 'IsImmediate',
    requiredBy: ['3'],
    fix: 'Choose immediate use, or use from the start date.',
  },
  { rule: 'customerNameNeeded', field: 'CustomerName', requiredBy: ['3'], fix: 'Fill in the customer’s name.' },
  {
    rule: 'customerPhoneNeeded',
    field: 'CustomerPhone',
    requiredBy: ['3'],
    fix: 'Fill in the customer’s mobile number.',
  },
  {
    rule: 'customerEmailNeeded',
    field: 'CustomerEmail',
    requiredBy: ['1', '3'],
    fix: 'Fill in the customer’s e-mail address.',
  },
];

const ITEM_FIELDS: readonly RequiredField<keyof IssueItem>[] = [
  {
    rule: 'itemNoNeeded',
    field: 'ItemNo',
    requiredBy: ['1', '2', '3'],
    fix: 'Fill in the item’s number in the catalogue.',
  },
  { rule: 'itemNameNeeded', field: 'ItemName', requiredBy: ['4'], fix: 'Fill in the name of the item.' },
  {
    rule: 'ticketPriceNeeded',
    field: 'TicketPrice',
    requiredBy: ['4'],
    fix: 'Fill in the face value of one ticket, NT$.',
  },
];

/**
 * Fields that the issue type requires. A paper ticket requires the customer's name and address only if ECPay sends it
 * to the customer. An order does not say so, and therefore the rule does not require them.
 */
export const requiredFieldsRule: Rule = (order) => {
  const isRequired = ({ requiredBy }: RequiredField<unknown>) => requiredBy.some((type) => type === order.IssueType);
  return [
    ...ORDER_FIELDS.filter((required) => isRequired(required) && order[required.field] === undefined).map(
      ({ rule, field, fix }) => violation(rule, [field], fix),
    ),
    ...checkEachItem(order, (item, path) =>
      ITEM_FIELDS.filter((required) => isRequired(required) && item[required.field] === undefined).map(
        ({ rule, field, fix }) => violation(rule, [...path, field], fix),
      ),
    ),
  ];
};

/** The Issue page does not list PaymentProvider. Public integrations show that the escrow profile requires it. */
export const paymentProviderRule: Rule = ({ PaymentProvider }, { profile }) => {
  if (profile !== 'escrow' || PaymentProvider !== undefined) return [];
  const fix = 'Choose whether ECPay or another provider took the payment.';
  return [violation('paymentProviderNeeded', ['PaymentProvider'], fix)];
};
