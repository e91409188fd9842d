/** Translates between the client's field names and ECPay's, in both directions. */
export { fromIssueData, toIssueData } from './naming/order.js';
export { fieldPath } from './naming/tables.js';
export {
  fromIssueReply,
  fromIssueResult,
  fromItemInfo,
  fromOrderInfoPages,
  fromRefundInfo,
  fromTicketListItem,
  fromTicketStatus,
  type RefundInfo,
  type TicketStatus,
} from './naming/replies.js';
export {
  toBatchItemInfoData,
  toItemInfoData,
  toMerchantData,
  toOrderDetailData,
  toOrderInfoData,
  toRefundData,
  toTicketStatusData,
  toTradeNumberData,
  toWriteOffData,
  type CatalogueRequest,
  type ItemRequest,
  type MerchantRef,
  type RefundRequest,
  type ReportRequest,
  type TicketRef,
  type WriteOffRequest,
} from './naming/requests.js';
