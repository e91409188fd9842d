/**
 * What other workflows and typed clients need of this package: the order's workflow, its messages and its names.
 *
 * @packageDocumentation
 */

// The workflow of an order, and how a merchant's own workflow runs one as its child.
export { ticketOrder } from './ticket-order.js';
export { childOrder, type ChildOrder } from './child-order/child-order.js';

// Workflows of the command line for many orders: `ecticket rebuild`, `ecticket order resubmit --where`.
export { rebuildOrders } from './bulk/rebuild-orders.js';
export { resubmitOrders } from './bulk/resubmit-orders.js';

// Names in Temporal: workflow type and id, task queues, search attributes.
export * from './messages/names.js';

// The workflow's input, signals and query, and the snapshot that it returns.
export * from './messages/workflow.js';
export * from './messages/order.js';
export type { OrderRef, TicketOrder } from '../ecticket/order.js';

// Updates: ticket actions of clerks and customer service, and decisions of operators.
export * from './messages/ticket-actions.js';
export * from './messages/operator-decisions.js';

// Events that the merchant receives.
export type { MerchantEvent, MerchantEventType } from './messages/merchant-events.js';

// Timeouts and intervals.
export { DEFAULT_TIMING, type OrderTiming } from './messages/timing.js';
