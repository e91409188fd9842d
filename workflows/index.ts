/** The order's story and the names and messages to talk with it. */
export { ticketOrder } from './ticket-order.js';
export * from './names.js';
export * from './messages.js';
export * from './counter-messages.js';
export * from './decision-messages.js';
export { childOrder, type ChildOrder } from './child-order.js';
export type { OrderRef, TicketOrder } from '../ecticket/order.js';
export { DEFAULT_TIMING, type OrderTiming } from './timing.js';
export type { MerchantEvent, MerchantEventType } from './merchant-events.js';
