import { batchQueryItemInfo } from './batch-query-item-info.js';
import type { SandboxEndpoint } from './endpoint.js';
import { escrowDay } from './escrow-day.js';
import { issue } from './issue.js';
import { orderDetail } from './order-detail.js';
import { queryIssueResult } from './query-issue-result.js';
import { queryItemInfo } from './query-item-info.js';
import { queryOrderInfo } from './query-order-info.js';
import { queryPrintData } from './query-print-data.js';
import { queryRefundInfo } from './query-refund-info.js';
import { queryTicketStatus } from './query-ticket-status.js';
import { refund } from './refund.js';
import { writeOff } from './write-off.js';

/** The whole API. */
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

/** Every path that is served. */
export const PATHS: readonly string[] = ENDPOINTS.flatMap(({ paths }) => [...new Set(Object.values(paths))]);
