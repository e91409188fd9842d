/**
 * The entry point `temporal-ecticket/events`, for a backend that receives events. It loads no Temporal code.
 *
 * @packageDocumentation
 */
export {
  createEventHandler,
  type EventHandler,
  type EventHandlerOptions,
  type EventHandlers,
  type EventInbox,
  type EventOf,
  type EventReceipt,
  type EventRequest,
  type UnknownEvent,
} from './event-handler.js';
export { InvalidEventHandlerError } from './invalid-event-handler-error.js';
export { merchantEventSchema } from './merchant-event-schema.js';
export type { MerchantEvent, MerchantEventType } from '../workflows/messages/merchant-events.js';
