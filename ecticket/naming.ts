/** The one translation between our names and ECPay's, both ways. */
export { fromIssueData, toIssueData } from './naming/order.js';
export { fieldPath } from './naming/field-path.js';
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
