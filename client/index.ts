/**
 * The entry point `temporal-ecticket/client`, for a merchant's backend. It loads neither a worker nor webpack.
 *
 * @packageDocumentation
 */

// The client and its options.
export { ECTicketClient } from './ecticket-client.js';
export { ECTicketClientPlugin } from './client-plugin.js';
export type { ECTicketClientOptions } from './client-options.js';
export type { UpdateOptions } from './update-options.js';

// Placing, finding and reading orders.
export type { OrderPlacement } from './orders/order-placement.js';
export type { PlacedOrder } from './orders/place-order.js';
export type { AdoptedOrder } from './orders/adoption.js';
export type { OrderFilter, OrderSummary } from './orders/list-orders.js';
export type { WaitOptions } from './orders/wait-for-status.js';
export type { Attention, Callback, OrderStatus, Payment } from '../workflows/messages/order.js';
export type { OrderSnapshot } from '../workflows/messages/workflow.js';
export type { OrderTiming } from '../workflows/messages/timing.js';
export { CALL_WAITS, STATUS_WAITS, type Wait } from '../workflows/messages/waits.js';
export { workflowIdOf } from '../workflows/messages/names.js';

// Payments.
export type { PlacedPayment } from './payments/payment-terms.js';
export type { AioPaymentRequest, EmbeddedPaymentRequest, PaymentRequest } from './payments/create-payment.js';

// Ticket actions: redeem, refund, and their cancellations.
export type { FoundTicket } from './tickets/find-by-code.js';
export type { CodeLookup, CodeRedemption, CodeScan } from './tickets/redeem-by-code.js';
export type {
  CancellationRequest,
  RedeemRequest,
  RefundRequest,
  TicketAction,
  TicketActionOutcome,
  TicketActionRefusalCode,
  TicketOutcome,
  TicketSelection,
  TicketUse,
} from '../workflows/messages/ticket-actions.js';

// Operator decisions.
export type { Decision, DecisionRefusalCode, Resubmission } from '../workflows/messages/operator-decisions.js';

// Merchant events. `temporal-ecticket/events` receives them.
export type { MerchantEvent, MerchantEventType } from '../workflows/messages/merchant-events.js';

// Errors about an order, a payment or a ticket.
export { InvalidOptionsError } from '../ecticket/options/invalid-options-error.js';
export { DuplicateSdkError, type SdkCopy } from '../sdk/duplicate-sdk.js';
export { CodeUnknownError } from './errors/code-unknown-error.js';
export { DecisionRefusedError } from './errors/decision-refused-error.js';
export { InvalidPaymentError } from './errors/invalid-payment-error.js';
export { OrderConflictError } from './errors/order-conflict-error.js';
export { OrderEndedError, type OrderEnd } from './errors/order-ended-error.js';
export { OrderNotFoundError } from './errors/order-not-found-error.js';
export { OrderNotPayableError } from './errors/order-not-payable-error.js';
export { OutcomeUnknownError } from './errors/outcome-unknown-error.js';
export { TicketActionRefusedError } from './errors/ticket-action-refused-error.js';
export { TooManyOrdersError } from './errors/too-many-orders-error.js';
export { UpdateConflictError } from './errors/update-conflict-error.js';
export { WaitTimedOutError } from './errors/wait-timed-out-error.js';

// Errors of invalid requests and of ECPay's answers.
export { ECTicketError } from '../ecticket/errors/ecticket-error.js';
export { BusinessRefusalError } from '../ecticket/errors/business-refusal-error.js';
export { CannotConnectError } from '../ecticket/errors/cannot-connect-error.js';
export { InvalidOrderError } from '../ecticket/errors/invalid-order-error.js';
export { InvalidRequestError } from '../ecticket/errors/invalid-request-error.js';
export { ThrottledError } from '../ecticket/errors/throttled-error.js';
export { TimedOutError } from '../ecticket/errors/timed-out-error.js';
export { UnknownMerchantError } from '../ecticket/errors/unknown-merchant-error.js';

// Errors of Temporal and of the workers.
export { OrderStuckError } from './errors/order-stuck-error.js';
export { PayloadUnreadableError } from './errors/payload-unreadable-error.js';
export { SearchAttributesMissingError } from './errors/search-attributes-missing-error.js';
export { TemporalCallFailedError } from './errors/temporal-call-failed-error.js';
export { TemporalRefusedError } from './errors/temporal-refused-error.js';
export { TemporalUnavailableError } from './errors/temporal-unavailable-error.js';
export { WorkerVersionMismatchError } from './errors/worker-version-mismatch-error.js';
export { WorkerUnavailableError } from './errors/worker-unavailable-error.js';
