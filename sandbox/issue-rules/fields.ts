import { z } from 'zod';
import type { IssueData } from '../orders/issue-data.js';
import { refuseUnless, Refusal, type RefusalName } from '../orders/refusals.js';

/**
 * The page does not say how it counts a Han character outside the Basic Multilingual Plane, which is one code point and
 * two UTF-16 units. It is one against the shortest length and two against the longest.
 */
export function hasLength(text: string, shortest: number, longest: number): boolean {
  return Array.from(text).length >= shortest && text.length <= longest;
}

/** Plain letters and digits, so and so many of them. */
export function isAlphanumeric(text: string, shortest: number, longest: number): boolean {
  return text.length >= shortest && text.length <= longest && !/[^0-9A-Za-z]/.test(text);
}

/** An empty text and null are fields left out: the page speaks of a StoreID that "is empty". */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));

const wholeNumber = z
  .union([z.int(), z.literal('')])
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));

const item = z.object({
  ItemNo: optionalText,
  ItemName: optionalText,
  TicketPrice: wholeNumber,
  TicketAmount: z.int(),
  StartDate: optionalText,
  ExpireDate: optionalText,
});

/** Kinds of values only; fields that the page does not know are passed over. */
const shape = z.object({
  MerchantID: z.string(),
  MerchantTradeNo: optionalText,
  FreeTradeNo: optionalText,
  IssueType: z.enum(['1', '2', '3', '4']),
  PrintType: optionalText,
  IsImmediate: optionalText,
  RefundNotifyURL: optionalText,
  UseStatusNotifyURL: optionalText,
  StoreID: optionalText,
  Operator: z.string(),
  CustomerName: optionalText,
  CustomerPhone: optionalText,
  CustomerEmail: optionalText,
  CustomerAddress: optionalText,
  PaymentProvider: optionalText,
  TicketInfo: z.array(item).min(1),
});

const REFUSED_FIELD: Readonly<Record<string, RefusalName>> = {
  MerchantID: 'otherMerchant',
  MerchantTradeNo: 'tradeNumber',
  FreeTradeNo: 'tradeNumber',
  IssueType: 'issueType',
  PrintType: 'printType',
  IsImmediate: 'isImmediate',
  RefundNotifyURL: 'notifyUrl',
  UseStatusNotifyURL: 'notifyUrl',
  StoreID: 'storeId',
  Operator: 'operator',
  CustomerName: 'customerName',
  CustomerPhone: 'customerPhone',
  CustomerEmail: 'customerEmail',
  CustomerAddress: 'customerAddress',
  PaymentProvider: 'paymentProvider',
  TicketInfo: 'ticketInfo',
  ItemNo: 'itemNo',
  ItemName: 'itemName',
  TicketPrice: 'ticketPrice',
  TicketAmount: 'ticketAmount',
  StartDate: 'startDate',
  ExpireDate: 'expireDate',
};

/** Reads Data of Issue; numbers are numbers, texts are texts. @throws Refusal naming the first field that is neither. */
export function readIssueData(data: unknown): IssueData {
  const result = shape.safeParse(data);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.findLast((step) => typeof step === 'string');
  const reason = field === undefined ? undefined : REFUSED_FIELD[field];
  refuseUnless(reason !== undefined, 'parameter');
  throw new Refusal(reason);
}
