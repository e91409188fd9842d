import type { OrderRef } from '../../ecticket/order.js';

/** The names that merchants, scripts and the Web UI hold on to. They may grow; none is renamed. */

export const TICKET_ORDER = 'ticketOrder';

export const TASK_QUEUE = 'ecticket';
export const PROVIDER_TASK_QUEUE = 'ecticket-provider';

/** Search attribute names and their types, as Temporal's `addSearchAttributes` calls them. */
export const SEARCH_ATTRIBUTES = {
  ECTicketStatus: 'KEYWORD',
  ECTicketMerchantId: 'KEYWORD',
  ECTicketIssueType: 'KEYWORD',
  ECTicketUnused: 'INT',
  ECTicketDueAt: 'DATETIME',
} as const;

/** Needed only where orders are found by a scanned code: see docs/decisions/0035. */
const CODE_SEARCH_ATTRIBUTES = { ECTicketCodes: 'KEYWORD_LIST' } as const;

export type SearchAttributeTypes = typeof SEARCH_ATTRIBUTES & typeof CODE_SEARCH_ATTRIBUTES;

/** The search attributes that a namespace needs, with the code index or without. */
export function searchAttributesNeeded({ codeIndex }: { readonly codeIndex: boolean }): Partial<SearchAttributeTypes> {
  return codeIndex ? ALL_SEARCH_ATTRIBUTES : SEARCH_ATTRIBUTES;
}

export const ALL_SEARCH_ATTRIBUTES: SearchAttributeTypes = { ...SEARCH_ATTRIBUTES, ...CODE_SEARCH_ATTRIBUTES };

/** `ecticket/<MerchantID>/<MerchantTradeNo or FreeTradeNo>`: the id is the idempotency key of an order. */
export function workflowIdOf(order: { merchantId: string } & TradeNumberLike): string {
  return `ecticket/${orderName(order)}`;
}

/** The order's own number, whichever of the two it has. */
export function tradeNoOf(order: TradeNumberLike): string {
  return order.merchantTradeNo ?? order.freeTradeNo ?? '';
}

/** As people call an order, and the command line takes it: `3085676/CX202611220001`. */
export function orderName(order: { merchantId: string } & TradeNumberLike): string {
  return `${order.merchantId}/${tradeNoOf(order)}`;
}

interface TradeNumberLike {
  readonly merchantTradeNo?: string;
  readonly freeTradeNo?: string;
}

/** What names an order, of all that was placed. */
export function refOf({ merchantId, platformId, ...order }: OrderRef): OrderRef {
  const number =
    order.merchantTradeNo === undefined
      ? { freeTradeNo: order.freeTradeNo }
      : { merchantTradeNo: order.merchantTradeNo };
  return { merchantId, ...(platformId !== undefined && { platformId }), ...number };
}
