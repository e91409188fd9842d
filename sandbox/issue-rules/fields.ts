import { z } from 'zod';
import type { IssueData } from '../orders/issue-data.js';
import { refuseUnless, Refusal, type RefusalName } from '../orders/refusals.js';

/**
 * Checks the length of a text. The page does not say how it counts Han characters outside the Basic Multilingual Plane,
 * which are one code point but two UTF-16 units. They count as one for the minimum and as two for the maximum.
 */
export function hasLength(text: string, min: number, max: number): boolean {
  return Array.from(text).length >= min && text.length <= max;
}

/** Returns whether a text consists of this many ASCII letters and digits. */
export function isAlphanumeric(text: string, min: number, max: number): boolean {
  return text.length >= min && text.length <= max && !/[^0-9A-Za-z]/.test(text);
}

/** An empty text and null count as a missing field: the page mentions a StoreID that "is empty". */
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

/** Checks types only. Fields that the page does not list are ignored. */
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

/** Parses the Data of an Issue request. @throws Refusal that names the first field of a wrong type */
export function readIssueData(data: unknown): IssueData {
  const result = shape.safeParse(data);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.findLast((step) => typeof step === 'string');
  const reason = field === undefined ? undefined : REFUSED_FIELD[field];
  refuseUnless(reason !== undefined, 'parameter');
  throw new Refusal(reason);
}
