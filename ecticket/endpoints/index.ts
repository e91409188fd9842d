/** ECPay's twelve ECTicket endpoints. */
export { batchQueryItemInfo, queryItemInfo } from './catalogue.js';
export { issue, queryIssueResult } from './issue.js';
export { escrowDay, orderDetail } from './merchant-reports.js';
export { queryOrderInfo, queryPrintData, queryRefundInfo } from './orders.js';
export { queryTicketStatus, refund, writeOff } from './tickets.js';
