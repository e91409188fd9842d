/**
 * Tests of a merchant's workflows and backend: a Temporal server, the sandbox, the workers and the receiver.
 *
 * @packageDocumentation
 */
export { ECTicketTestEnvironment } from './test-environment.js';
export type { MerchantWorker, TestEnvironmentOptions } from './start-parts.js';
export {
  ensureSearchAttributes,
  startDevServer,
  startTimeSkippingServer,
  type DevServerOptions,
  type TimeSkippingServerOptions,
} from './temporal-servers.js';
export { EventNotReceivedError, EventRecorder } from './event-recorder.js';
export { SandboxControlError } from './sandbox-control.js';
export {
  signCallback,
  signPayment,
  type CallbackToSign,
  type PaymentToSign,
  type SignedRequest,
} from './signed-requests.js';
export { InvalidOptionsError } from '../ecticket/options/invalid-options-error.js';
export { sampleOrder } from './sample-order.js';
