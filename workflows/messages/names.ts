/**
 * Stable names in Temporal, on which merchants, scripts and Web UI bookmarks depend. Names may be added, never renamed.
 */
import type { OrderRef } from '../../ecticket/order.js';

/** The workflow type. */
export const TICKET_ORDER = 'ticketOrder';

/** The task queue of workflows and of activities that call the merchant. */
export const TASK_QUEUE = 'ecticket';
/** The task queue of activities that call ECPay. */
export const PROVIDER_TASK_QUEUE = 'ecticket-provider';

/** Search attribute names and their types, as Temporal's `addSearchAttributes` calls them. */
export const SEARCH_ATTRIBUTES = {
  ECTicketStatus: 'KEYWORD',
  ECTicketMerchantId: 'KEYWORD',
  ECTicketIssueType: 'KEYWORD',
  ECTicketUnused: 'INT',
  ECTicketDueAt: 'DATETIME',
} as const;

/** Needed only if orders are found by a scanned code: see docs/decisions/0035. */
const CODE_SEARCH_ATTRIBUTES = { ECTicketCodes: 'KEYWORD_LIST' } as const;

export type SearchAttributeTypes = typeof SEARCH_ATTRIBUTES & typeof CODE_SEARCH_ATTRIBUTES;

/**
 * The search attributes that a namespace needs.
 *
 * @param codeIndex whether orders are found by a scanned code
 */
export function searchAttributesNeeded({ codeIndex }: { readonly codeIndex: boolean }): Partial<SearchAttributeTypes> {
  return codeIndex ? ALL_SEARCH_ATTRIBUTES : SEARCH_ATTRIBUTES;
}

export const ALL_SEARCH_ATTRIBUTES: SearchAttributeTypes = { ...SEARCH_ATTRIBUTES, ...CODE_SEARCH_ATTRIBUTES };

/** The workflow id and idempotency key of an order: `ecticket/<MerchantID>/<MerchantTradeNo or FreeTradeNo>`. */
export function workflowIdOf(order: { merchantId: string } & TradeNumberLike): string {
  return `ecticket/${orderName(order)}`;
}

/** The order's MerchantTradeNo or FreeTradeNo, whichever it has. */
export function tradeNoOf(order: TradeNumberLike): string {
  return order.merchantTradeNo ?? order.freeTradeNo ?? '';
}

/** An order's name in messages and on the command line: `3085676/CX202611220001`. */
export function orderName(order: { merchantId: string } & TradeNumberLike): string {
  return `${order.merchantId}/${tradeNoOf(order)}`;
}

interface TradeNumberLike {
  readonly merchantTradeNo?: string;
  readonly freeTradeNo?: string;
}

/** The fields of an order that identify it. */
export function refOf({ merchantId, platformId, ...order }: OrderRef): OrderRef {
  const number =
    order.merchantTradeNo === undefined
      ? { freeTradeNo: order.freeTradeNo }
      : { merchantTradeNo: order.merchantTradeNo };
  return { merchantId, ...(platformId !== undefined && { platformId }), ...number };
}
