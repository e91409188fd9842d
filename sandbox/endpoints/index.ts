import { batchQueryItemInfo, escrowDay, queryItemInfo } from './catalogue.js';
import type { SandboxEndpoint } from './endpoint.js';
import { issue, queryIssueResult } from './issue.js';
import { orderDetail } from './order-detail.js';
import { queryOrderInfo, queryPrintData, queryRefundInfo, queryTicketStatus } from './order-queries.js';
import { refund, writeOff } from './ticket-actions.js';

/** All endpoints of the ticket API. */
export const ENDPOINTS: readonly SandboxEndpoint[] = [
  issue,
  queryIssueResult,
  queryOrderInfo,
  queryTicketStatus,
  writeOff,
  refund,
  queryRefundInfo,
  queryItemInfo,
  batchQueryItemInfo,
  escrowDay,
  queryPrintData,
  orderDetail,
];

/** All paths that the sandbox serves for the ticket API. */
export const PATHS: readonly string[] = ENDPOINTS.flatMap(({ paths }) => [...new Set(Object.values(paths))]);
