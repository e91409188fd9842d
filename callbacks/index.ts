/**
 * The entry point `temporal-ecticket/callbacks`: receives what ECPay calls. It loads neither a worker nor webpack.
 *
 * @packageDocumentation
 */

// The receiver, for any framework.
export { createReceiver, type CallbackRequest, type Receiver, type ReceiverOptions } from './receiver.js';
export type { Answer } from './answers.js';
export { BODY_LIMIT } from './body.js';
export type { CallbackLog } from './log.js';
export type { SimulatedPayments } from './receive-payment.js';

// Delivery to the orders in Temporal.
export { deliverToOrders, type DeliveryOptions } from './deliver-to-orders.js';
export type { Deliver, NotificationDelivery, ReceivedPayment } from './delivery.js';
export type { CallbackDelivery } from '../client/orders/deliver-callback.js';
export type { Delivery } from '../client/temporal/order-executions.js';

// Adapters for web frameworks.
export { toExpressHandler } from './adapters/express.js';
export { toFastifyPlugin } from './adapters/fastify.js';
export { toNodeHandler, type NodeRequest } from './adapters/node.js';
export { toWebHandler } from './adapters/web.js';
export { ParsedBodyError } from './adapters/parsed-body-error.js';
export type { HandlerOptions } from './adapters/routes.js';

export { InvalidOptionsError } from '../ecticket/options/invalid-options-error.js';

// A standalone server.
export { createCallbackServer, type CallbackServerOptions } from './server.js';
export { isTemporalReady } from './temporal-connection.js';
