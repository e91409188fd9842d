/** ECPay ECTicket on Temporal: one durable workflow a ticket order. Each room is an entry point of its own too. */
export {
  ECTicketClient,
  ECTicketClientPlugin,
  type ECTicketClientOptions,
  type OrderPlacement,
  type PlacedOrder,
} from './client/index.js';
export { codecKey, parseCodecKeys, type CodecKey, type CodecKeys, type CodecKeySource } from './codec/index.js';
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
export type {
  MerchantEvent,
  MerchantEventType,
  OrderSnapshot,
  OrderStatus,
  OrderTiming,
  Payment,
} from './workflows/index.js';
