/** The order's story and the names and messages to talk with it. */
export { ticketOrder } from './ticket-order.js';
export * from './messages/names.js';
export * from './messages/order.js';
export * from './messages/workflow.js';
export * from './messages/ticket-actions.js';
export * from './messages/operator-decisions.js';
export { childOrder, type ChildOrder } from './child-order/child-order.js';
export type { OrderRef, TicketOrder } from '../ecticket/order.js';
export { DEFAULT_TIMING, type OrderTiming } from './messages/timing.js';
export type { MerchantEvent, MerchantEventType } from './messages/merchant-events.js';
