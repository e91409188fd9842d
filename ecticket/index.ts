/**
 * ECPay's ECTicket protocol: orders, tickets, payments and checkouts. It does not depend on Temporal.
 *
 * @packageDocumentation
 */

// Orders, as merchants and as ECPay describe them
export type * from './provider-order.js';
export type * from './order.js';
export type { Violation } from './violation.js';

// Encryption, checksums and envelopes
export { HashKeyPair, PaymentKeyPair, type SecretKeyPair } from './key-pair.js';
export { URL_ENCODINGS, type UrlEncoding } from './url-encoding.js';
export { decrypt, encrypt } from './cipher.js';
export { checkMacValue } from './check-mac-value.js';
export {
  encodingNeutralJson,
  verifyAndDecrypt,
  encryptAndSignText,
  encryptAndSign,
  type VerifiedData,
  type VerificationOptions,
  type SignedData,
} from './signed-data.js';
export {
  answerEnvelope,
  callbackEnvelopeSchema,
  replyEnvelopeSchema,
  requestEnvelope,
  requestEnvelopeSchema,
  type AnswerEnvelope,
  type CallbackEnvelope,
  type ReplyEnvelope,
  type ReplyHeader,
  type RequestEnvelope,
} from './envelope.js';

// Merchants
export { MerchantRegistry } from './merchants.js';
export {
  type KeySettings,
  type Merchant,
  type MerchantFunction,
  type MerchantPayment,
  type MerchantSettings,
  type MerchantSource,
  type PaymentSettings,
  type Profile,
  type TicketMerchantFunction,
} from './merchant.js';
export { STAGE_MERCHANTS, STAGE_PAYMENT } from './stage-merchants.js';

// Payments
export type { PaidBy, PaymentMethod } from './payments/payment-method.js';
export { aioCheckMacValue } from './payments/aio-check-mac-value.js';
export { readAioNotice } from './payments/aio-notice.js';
export { readEmbeddedNotice } from './payments/embedded-notice.js';
export type { UnverifiedNotice, NotPaid, Paid, PaymentNotice, UnreadableNotice } from './payments/payment-notice.js';
export { PaymentApi, type PaymentApiOptions } from './payments/payment-api.js';
export type { PaidTrade, PaymentRef, TradeResult, UnpaidTrade } from './payments/query-trade-info.js';

// Checkouts
export { CheckoutApi, type CheckoutApiOptions } from './checkout/checkout-api.js';
export {
  aioCheckoutForm,
  type AioCheckoutOrder,
  type CheckoutCircumstances,
  type CheckoutForm,
} from './checkout/aio-checkout-form.js';
export {
  readEmbeddedToken,
  embeddedTokenRequest,
  type EmbeddedToken,
  type EmbeddedTokenRequest,
} from './checkout/embedded-token.js';
export type { CheckoutOrder } from './checkout/order-fields.js';

// Calls to ECPay
export { codeTag, codeTagsOf, type CodeKey, type CodeKeys } from './code-tags.js';
export type { CallInterceptor, CallOptions, ProviderRequest } from './call-options.js';
export { catalogueOf } from './catalogue.js';
export { TicketApi, type TicketApiOptions } from './ticket-api.js';
export type { Warn } from './endpoint-caller.js';
export {
  EMBEDDED_CHECKOUT_PRODUCTION_URL,
  EMBEDDED_CHECKOUT_STAGE_URL,
  embeddedCheckoutUrl,
  ENVIRONMENTS,
  isECPayUrl,
  PAYMENT_PRODUCTION_URL,
  PAYMENT_STAGE_URL,
  paymentUrl,
  PRODUCTION_URL,
  providerUrl,
  SANDBOX_CALLBACK_URL,
  STAGE_URL,
  type Environment,
} from './environment.js';
export { DEFAULT_TIMEOUTS, type Timeouts } from './http/http-poster.js';

// Validation, endpoints and names
export type { AllowedCallbackAddresses } from './callback-address.js';
export { validateOrder, type ValidOrder } from './validate-order.js';
export { validateIssueData, type IssueCircumstances, type IssueVerdict } from './issue-rules/validate-issue-data.js';
export { isCalendarDate, taipeiDate } from './taipei-date.js';
export * as endpoints from './endpoints/index.js';
export * as naming from './naming.js';
export type { Endpoint } from './endpoints/endpoint.js';
export type { IssueData, IssueItem } from './endpoints/issue.js';

// Errors
export { InvalidOptionsError } from './options/invalid-options-error.js';
export { ECTicketError } from './errors/ecticket-error.js';
export { BusinessRefusalError } from './errors/business-refusal-error.js';
export { CannotConnectError } from './errors/cannot-connect-error.js';
export { EnvelopeRefusedError } from './errors/envelope-refused-error.js';
export { InvalidBaseUrlError } from './errors/invalid-base-url-error.js';
export { InvalidKeyPairError } from './errors/invalid-key-pair-error.js';
export { InvalidMerchantsError } from './errors/invalid-merchants-error.js';
export { InvalidOrderError } from './errors/invalid-order-error.js';
export { InvalidRequestError } from './errors/invalid-request-error.js';
export { MerchantLookupError } from './errors/merchant-lookup-error.js';
export { NotAnECPayReplyError, type NotAnECPayReplyReason } from './errors/not-an-ecpay-reply-error.js';
export { DataRejectedError, type DataRejectedReason } from './errors/data-rejected-error.js';
export { ServerError } from './errors/server-error.js';
export { ThrottledError } from './errors/throttled-error.js';
export { TimedOutError, type CallPhase } from './errors/timed-out-error.js';
export { UnknownMerchantError } from './errors/unknown-merchant-error.js';
export { UnencodableValueError } from './errors/unencodable-value-error.js';
