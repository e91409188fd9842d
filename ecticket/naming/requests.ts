/** Requests to all endpoints but Issue, in the client's field names, and their conversion to Data in ECPay's names. */
import type { BatchItemInfoData } from '../endpoints/catalogue.js';
import type { OrderDetailData } from '../endpoints/merchant-reports.js';
import type { TradeNumberData } from '../endpoints/issue.js';
import type { ItemInfoData } from '../endpoints/catalogue.js';
import type { OrderInfoData } from '../endpoints/orders.js';
import type { TicketStatusData } from '../endpoints/tickets.js';
import type { RefundData } from '../endpoints/tickets.js';
import type { WriteOffData } from '../endpoints/tickets.js';
import type { EscrowDayData } from '../endpoints/merchant-reports.js';
import type { OrderRef } from '../order.js';
import { omitUndefined } from '../objects.js';
import { ITEM_STATUS_FILTERS, REFUND_ACTIONS, REPORT_TYPES, WRITE_OFF_ACTIONS } from './tables.js';

/** The merchant of a request. `platformId` is set if a platform merchant acts for `merchantId`. */
export interface MerchantRef {
  readonly merchantId: string;
  readonly platformId?: string;
}

/** A ticket, by its ticket number or by the redemption number that a clerk scans. */
export type TicketRef = MerchantRef &
  (
    | { readonly ticketNo: string; readonly writeOffNo?: never }
    | { readonly writeOffNo: string; readonly ticketNo?: never }
  );

/** Details of an action on a ticket: why, where and by whom. */
interface ActionDetails {
  /** For cancellations. Up to 50 characters. */
  readonly cancelReason?: string;
  readonly storeId?: string;
  readonly operator?: string;
}

export type WriteOffRequest = MerchantRef &
  ActionDetails & { readonly writeOffNo: string; readonly action: keyof typeof WRITE_OFF_ACTIONS };
export type RefundRequest = TicketRef &
  ActionDetails & {
    readonly action: keyof typeof REFUND_ACTIONS;
    /** NT$ that the merchant keeps. */
    readonly fee?: number;
  };
export type ItemRequest = MerchantRef & { readonly itemNo: string };
export type CatalogueRequest = MerchantRef & {
  /** Starts at 1. A page has 20 items. */
  readonly pageNum: number;
  readonly itemStatus: keyof typeof ITEM_STATUS_FILTERS;
  readonly itemNos?: readonly string[];
};
export type ReportRequest = MerchantRef & {
  readonly reportType: keyof typeof REPORT_TYPES;
  /** yyyymmdd, Asia/Taipei. */
  readonly beginDate: string;
  readonly endDate: string;
};

export function toTradeNumberData(ref: OrderRef): TradeNumberData {
  const { merchantId, merchantTradeNo, freeTradeNo } = ref;
  return { MerchantID: merchantId, ...omitUndefined({ MerchantTradeNo: merchantTradeNo, FreeTradeNo: freeTradeNo }) };
}

/** `pageNum` starts at 1. */
export function toOrderInfoData(ref: OrderRef, pageNum: number): OrderInfoData {
  return { ...toTradeNumberData(ref), PageNum: pageNum };
}

export function toTicketStatusData({ merchantId, ticketNo, writeOffNo }: TicketRef): TicketStatusData {
  return { MerchantID: merchantId, ...omitUndefined({ TicketNo: ticketNo, WriteOffNo: writeOffNo }) };
}

export function toWriteOffData(request: WriteOffRequest): WriteOffData {
  return {
    MerchantID: request.merchantId,
    WriteOffNo: request.writeOffNo,
    Action: WRITE_OFF_ACTIONS[request.action],
    ...actionDetails(request),
  };
}

export function toRefundData(request: RefundRequest): RefundData {
  return {
    ...toTicketStatusData(request),
    Action: REFUND_ACTIONS[request.action],
    ...actionDetails(request),
    ...omitUndefined({ RefundFee: request.fee }),
  };
}

export function toMerchantData({ merchantId }: MerchantRef): EscrowDayData {
  return { MerchantID: merchantId };
}

export function toItemInfoData({ merchantId, itemNo }: ItemRequest): ItemInfoData {
  return { MerchantID: merchantId, ItemNo: itemNo };
}

export function toBatchItemInfoData({ merchantId, pageNum, itemStatus, itemNos }: CatalogueRequest): BatchItemInfoData {
  return {
    MerchantID: merchantId,
    PageNum: pageNum,
    ItemStatus: ITEM_STATUS_FILTERS[itemStatus],
    ...omitUndefined({ ItemList: itemNos?.map((itemNo) => ({ ItemNo: itemNo })) }),
  };
}

export function toOrderDetailData({ merchantId, reportType, beginDate, endDate }: ReportRequest): OrderDetailData {
  return { MerchantID: merchantId, ReportType: REPORT_TYPES[reportType], BeginDate: beginDate, EndDate: endDate };
}

function actionDetails({ cancelReason, storeId, operator }: ActionDetails) {
  return omitUndefined({ CancelReason: cancelReason, StoreID: storeId, Operator: operator });
}
