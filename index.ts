/**
 * ECPay ECTicket on Temporal: one durable workflow per ticket order. This entry point has what most projects
 * need; every part also has an entry point of its own, such as `temporal-ecticket/client`. It loads no worker:
 * `ECTicketPlugin` is in `temporal-ecticket/worker`.
 *
 * @packageDocumentation
 */

// Client: place, read and redeem orders.
export {
  ECTicketClient,
  ECTicketClientPlugin,
  type ECTicketClientOptions,
  type OrderPlacement,
  type PlacedOrder,
} from './client/index.js';

// Merchants and orders, as ECPay defines them.
export {
  MerchantRegistry,
  STAGE_MERCHANTS,
  type MerchantSettings,
  type MerchantSource,
  type OrderRef,
  type Profile,
  type Ticket,
  type TicketOrder,
} from './ecticket/index.js';

// Keys for payload encryption.
export { codecKey, parseCodecKeys, type CodecKey, type CodecKeys, type CodecKeySource } from './codec/index.js';

// Order state and events.
export type {
  MerchantEvent,
  MerchantEventType,
  OrderSnapshot,
  OrderStatus,
  OrderTiming,
  Payment,
} from './workflows/index.js';
