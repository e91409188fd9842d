export { createReceiver, BODY_LIMIT, type Posted, type Receiver, type ReceiverOptions } from './receiver.js';
export type { Answer } from './answers.js';
export { deliverToOrders } from './deliver-to-orders.js';
export { createCallbackServer, type CallbackServerOptions } from './server.js';
export { isTemporalReady } from './readiness.js';
export type { CallbackLog } from './log.js';
export type { Delivery } from '../client/order-executions.js';
