/**
 * The tables of names and values. For requests: the client's on the left, ECPay's on the right. For the states and
 * kinds in ECPay's replies, the other way round.
 */
import type { IssueData, IssueItem } from '../endpoints/issue.js';
import type { TicketState, VoucherKind, IssueResult } from '../provider-order.js';
import type { Availability, CatalogueItem, IssueType, PaymentProvider, PrintedBy, TicketOrder } from '../order.js';
import type { Path } from '../shape.js';

type KeysOfAll<Union> = Union extends unknown ? keyof Union : never;

/** Fields of an order, without `platformId`, which belongs in the envelope and not in Data. */
export const ORDER_FIELDS = {
  merchantId: 'MerchantID',
  merchantTradeNo: 'MerchantTradeNo',
  freeTradeNo: 'FreeTradeNo',
  issueType: 'IssueType',
  printedBy: 'PrintType',
  availability: 'IsImmediate',
  refundNotifyUrl: 'RefundNotifyURL',
  useStatusNotifyUrl: 'UseStatusNotifyURL',
  storeId: 'StoreID',
  operator: 'Operator',
  paymentProvider: 'PaymentProvider',
  customerName: 'CustomerName',
  customerPhone: 'CustomerPhone',
  customerEmail: 'CustomerEmail',
  customerAddress: 'CustomerAddress',
  items: 'TicketInfo',
} as const satisfies Record<Exclude<KeysOfAll<TicketOrder>, 'platformId'>, keyof IssueData>;

/** Fields of an item. */
export const ITEM_FIELDS = {
  itemNo: 'ItemNo',
  itemName: 'ItemName',
  price: 'TicketPrice',
  quantity: 'TicketAmount',
  startDate: 'StartDate',
  expireDate: 'ExpireDate',
} as const satisfies Record<keyof CatalogueItem, keyof IssueItem>;

/** Fields of the other endpoints' requests. */
const REQUEST_FIELDS = {
  itemNo: 'ItemNo',
  ticketNo: 'TicketNo',
  writeOffNo: 'WriteOffNo',
  action: 'Action',
  cancelReason: 'CancelReason',
  pageNum: 'PageNum',
  itemStatus: 'ItemStatus',
  itemNos: 'ItemList',
  reportType: 'ReportType',
  beginDate: 'BeginDate',
  endDate: 'EndDate',
} as const;

const ISSUE_TYPES = { convenienceStore: '1', paper: '2', electronic: '3', serialNumber: '4' } as const satisfies Record<
  IssueType,
  string
>;
const PRINTED_BY = { ecpay: '1', merchant: '2' } as const satisfies Record<PrintedBy, string>;
const AVAILABILITY = { immediate: '1', fromStartDate: '2' } as const satisfies Record<Availability, string>;
const PAYMENT_PROVIDERS = { ecpay: '1', other: '2' } as const satisfies Record<PaymentProvider, string>;

/** The allowed values of an order's fields with fixed choices. */
export const ORDER_CHOICES = {
  issueType: ISSUE_TYPES,
  printedBy: PRINTED_BY,
  availability: AVAILABILITY,
  paymentProvider: PAYMENT_PROVIDERS,
} as const;

/** ECPay's IssueType codes in the client's names. An unknown code has no entry. */
export const ISSUE_TYPES_BY_CODE: Readonly<Record<string, IssueType>> = {
  1: 'convenienceStore',
  2: 'paper',
  3: 'electronic',
  4: 'serialNumber',
};

export const TICKET_STATES = { 1: 'unused', 2: 'redeemed', 3: 'refunded', 4: 'expired' } as const satisfies Record<
  number,
  TicketState
>;
export const VOUCHER_KINDS = { 1: 'pickup', 2: 'gift' } as const satisfies Record<number, VoucherKind>;
export const ISSUE_STATUSES = { 1: 'issued', 2: 'failed', 3: 'processing' } as const satisfies Record<
  number,
  IssueResult['status']
>;

export const WRITE_OFF_ACTIONS = { redeem: '1', cancel: '2' } as const;
export const REFUND_ACTIONS = { refund: '1', cancel: '2' } as const;
export const ITEM_STATUS_FILTERS = { off: '0', on: '1', all: '2' } as const;
export const REPORT_TYPES = { orders: '1', tickets: '2' } as const;

/** The same tables, from ECPay's names to the client's. */
export const CLIENT_FIELDS = inverse({ ...ORDER_FIELDS, ...REQUEST_FIELDS });
export const CLIENT_ITEM_FIELDS = inverse(ITEM_FIELDS);

function inverse(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).map(([clientName, ecpayName]) => [ecpayName, clientName]));
}
/**
 * Translates a path in the Data of any request to the client's names: `TicketInfo[0].TicketAmount` →
 * `items[0].quantity`.
 */
export function fieldPath(path: Path): Path {
  const [field, index, itemField] = path;
  if (field === undefined) return [];
  const clientField = translate(CLIENT_FIELDS, field);
  if (index === undefined) return [clientField];
  // ECPay's list of item numbers contains objects, the client's contains the numbers themselves.
  if (itemField === undefined || field === REQUEST_FIELDS.itemNos) return [clientField, index];
  return [clientField, index, translate(CLIENT_ITEM_FIELDS, itemField)];
}

function translate(table: ReadonlyMap<string, string>, name: PropertyKey): PropertyKey {
  return table.get(String(name)) ?? name;
}
