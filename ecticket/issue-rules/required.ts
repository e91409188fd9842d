import type { IssueItem, IssueData } from '../endpoints/issue.js';
import { broken, checkEachItem, type Rule } from './draft.js';
import type { RuleName } from './messages.js';

type IssueTypeCode = IssueData['IssueType'];

interface Need<Field> {
  readonly rule: RuleName;
  readonly field: Field;
  /** 1 convenience store, 2 paper, 3 electronic, 4 serial number only. */
  readonly by: readonly IssueTypeCode[];
  readonly fix: string;
}

const ORDER_NEEDS: readonly Need<keyof IssueData>[] = [
  { rule: 'printTypeNeeded', field: 'PrintType', by: ['2'], fix: 'Say whether ECPay or the merchant prints.' },
  { rule: 'isImmediateNeeded', field: 'IsImmediate', by: ['3'], fix: 'Say immediate, or from the start date.' },
  { rule: 'customerNameNeeded', field: 'CustomerName', by: ['3'], fix: 'Fill in the customer’s name.' },
  { rule: 'customerPhoneNeeded', field: 'CustomerPhone', by: ['3'], fix: 'Fill in the customer’s mobile number.' },
  { rule: 'customerEmailNeeded', field: 'CustomerEmail', by: ['1', '3'], fix: 'Fill in an e-mail address.' },
];

const ITEM_NEEDS: readonly Need<keyof IssueItem>[] = [
  { rule: 'itemNoNeeded', field: 'ItemNo', by: ['1', '2', '3'], fix: 'Fill in its number in the catalogue.' },
  { rule: 'itemNameNeeded', field: 'ItemName', by: ['4'], fix: 'Fill in the name of what is sold.' },
  { rule: 'ticketPriceNeeded', field: 'TicketPrice', by: ['4'], fix: 'Fill in the denomination of one ticket, NT$.' },
];

/**
 * Fields that an issue type makes required. A paper ticket's name and address are required only if it is sent to the
 * customer, which an order does not say: they are not asked for.
 */
export const neededRule: Rule = (order) => {
  const isNeeded = ({ by }: Need<unknown>) => by.some((type) => type === order.IssueType);
  return [
    ...ORDER_NEEDS.filter((need) => isNeeded(need) && order[need.field] === undefined).map((need) =>
      broken(need.rule, [need.field], need.fix),
    ),
    ...checkEachItem(order, (item, place) =>
      ITEM_NEEDS.filter((need) => isNeeded(need) && item[need.field] === undefined).map((need) =>
        broken(need.rule, [...place, need.field], need.fix),
      ),
    ),
  ];
};

/** Public integrations show that ECPay asks for it where it keeps the money in escrow; the Issue page does not say so. */
export const paymentProviderRule: Rule = ({ PaymentProvider }, { profile }) =>
  profile === 'escrow' && PaymentProvider === undefined
    ? [broken('paymentProviderNeeded', ['PaymentProvider'], 'Say whether ECPay or another provider took the payment.')]
    : [];
