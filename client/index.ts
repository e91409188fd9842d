export { ECTicketClientPlugin } from './client-plugin.js';
export { ECTicketClient } from './ecticket-client.js';
export type { ECTicketClientOptions } from './provider-calls.js';
export type { PlacedOrder } from './orders/place-order.js';
export type { OrderPlacement } from './orders/order-placement.js';
export type { AdoptedOrder } from './orders/adopt-order.js';
export type { PlacedPayment } from './payments/payment-terms.js';
export type { OrderFilter, OrderSummary } from './orders/list-orders.js';
export type { AioPaymentRequest, EmbeddedPaymentRequest, PaymentRequest } from './payments/create-payment.js';
export type { CodeRedemption, CodeScan } from './tickets/redeem-by-code.js';
export type { WaitOptions } from './orders/wait-for-status.js';

export { merchantEventSchema } from './merchant-event-schema.js';
export type { MerchantEvent, MerchantEventType } from '../workflows/messages/merchant-events.js';

export type { UpdateOptions } from './tickets/update-options.js';

export { CodeUnknownError } from './errors/code-unknown-error.js';
export { TicketActionRefusedError } from './errors/ticket-action-refused-error.js';
export { DecisionRefusedError } from './errors/decision-refused-error.js';
export { InvalidPaymentError } from './errors/invalid-payment-error.js';
export { OrderConflictError } from './errors/order-conflict-error.js';
export { OrderEndedError, type OrderEnd } from './errors/order-ended-error.js';
export { OrderNotFoundError } from './errors/order-not-found-error.js';
export { OrderNotPayableError } from './errors/order-not-payable-error.js';
export { OrderStuckError } from './errors/order-stuck-error.js';
export { OutcomeUnknownError } from './errors/outcome-unknown-error.js';
export { PayloadUnreadableError } from './errors/payload-unreadable-error.js';
export { SearchAttributesMissingError } from './errors/search-attributes-missing-error.js';
export { TemporalCallFailedError } from './errors/temporal-call-failed-error.js';
export { TemporalRefusedError } from './errors/temporal-refused-error.js';
export { TemporalUnavailableError } from './errors/temporal-unavailable-error.js';
export { TooManyOrdersError } from './errors/too-many-orders-error.js';
export { UpdateConflictError } from './errors/update-conflict-error.js';
export { WaitTimedOutError } from './errors/wait-timed-out-error.js';
export { WorkerFailedError } from './errors/worker-failed-error.js';
export { WorkerUnavailableError } from './errors/worker-unavailable-error.js';

export type {
  TicketActionOutcome,
  TicketActionRefusalCode,
  RedeemRequest,
  RefundRequest,
  TicketAction,
  TicketOutcome,
  TicketSelection,
  TicketUse,
  CancellationRequest,
} from '../workflows/messages/ticket-actions.js';
export type { Decision, DecisionRefusalCode, Resubmission } from '../workflows/messages/operator-decisions.js';
export type { Attention, Callback, OrderStatus, Payment } from '../workflows/messages/order.js';
export type { OrderSnapshot } from '../workflows/messages/workflow.js';
export type { OrderTiming } from '../workflows/messages/timing.js';
export { CALL_WAITS, STATUS_WAITS, type Wait } from '../workflows/messages/waits.js';
export { workflowIdOf } from '../workflows/messages/names.js';
