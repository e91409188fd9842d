/* eslint-disable max-lines -- the whole public interface of the client is read in one place */
import type { CallOptions } from '../ecticket/call-options.js';
import type { CheckoutForm } from '../ecticket/checkout/aio-checkout-form.js';
import type { EmbeddedToken } from '../ecticket/checkout/embedded-token.js';
import type { BatchItemInfoReply } from '../ecticket/endpoints/catalogue.js';
import type { Outcome } from '../ecticket/endpoints/endpoint.js';
import type { ItemInfoReply } from '../ecticket/endpoints/catalogue.js';
import type { CatalogueRequest, ItemRequest, MerchantRef } from '../ecticket/naming.js';
import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import { validateOrder } from '../ecticket/validate-order.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import type { Decision, Resubmission } from '../workflows/messages/operator-decisions.js';
import type { OrderStatus, Payment } from '../workflows/messages/order.js';
import type {
  CancellationRequest,
  RedeemRequest,
  RefundRequest,
  TicketAction,
  TicketActionOutcome,
} from '../workflows/messages/ticket-actions.js';
import type { OrderSnapshot } from '../workflows/messages/workflow.js';
import { CatalogueReader } from './catalogue/catalogue-reader.js';
import { resolveOptions, type ECTicketClientOptions, type ResolvedOptions } from './client-options.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import { withNotifyUrls } from './notify-urls.js';
import { adoptOrder, type AdoptedOrder } from './orders/adoption.js';
import { checkFilter, listOrders, type OrderFilter, type OrderSummary } from './orders/list-orders.js';
import { readCatalogueTotal, sendDecision } from './orders/operator-decisions.js';
import type { OrderPlacement } from './orders/order-placement.js';
import { checkRef, isOrderRef } from './orders/order-ref.js';
import { placeOrder, type PlacedOrder } from './orders/place-order.js';
import { checkWait, waitForStatus, type WaitOptions } from './orders/wait-for-status.js';
import {
  checkPaymentRequest,
  createPayment,
  type AioPaymentRequest,
  type EmbeddedPaymentRequest,
  type PaymentRequest,
} from './payments/create-payment.js';
import { confirmPayment } from './payments/deliver-payment.js';
import { checkPayment } from './payments/payment.js';
import { OrderExecutions } from './temporal/order-executions.js';
import { readCurrentOrder } from './temporal/read-order.js';
import type { FoundTicket } from './tickets/find-by-code.js';
import {
  findScannedTicket,
  redeemByCode,
  type CodeLookup,
  type CodeRedemption,
  type CodeScan,
} from './tickets/redeem-by-code.js';
import { runTicketAction } from './tickets/ticket-actions.js';
import type { UpdateOptions } from './update-options.js';

/**
 * The client of a merchant's backend: places ticket orders, creates and confirms payments, reads orders, redeems and
 * refunds tickets.
 *
 * Every method throws only errors of this package (`ECTicketError`). Each method documents its own errors. In addition,
 * every method that calls Temporal may throw:
 * - TemporalUnavailableError, TemporalCallFailedError: Temporal may have processed the call. Call again; every call is
 *   idempotent. Ticket actions and operator decisions throw OutcomeUnknownError instead, which names the `updateId` to
 *   call again with.
 * - TemporalRefusedError: Temporal rejected the call (permissions, namespace, invalid request). Nothing was changed.
 * - PayloadUnreadableError: this client lacks a codec key.
 *
 * Ticket actions, operator decisions, and reading a running order need a worker. They may also throw:
 * - WorkerUnavailableError, WorkerVersionMismatchError, OrderStuckError: nothing was changed. Fix the worker and call
 *   again.
 *
 * @example
 * const ecticket = new ECTicketClient({
 *   client, // a Temporal client; outside the sandbox with ECTicketClientPlugin, which encrypts
 *   merchants: new MerchantRegistry(STAGE_MERCHANTS),
 *   environment: 'sandbox',
 *   callbackBaseUrl: 'http://127.0.0.1:4610',
 * });
 */
export class ECTicketClient {
  readonly #options: ResolvedOptions;
  readonly #orders: OrderExecutions;
  readonly #catalogue: CatalogueReader | undefined;

  /**
   * @param options The Temporal client, the merchants and the environment; see {@link ECTicketClientOptions}.
   * @throws InvalidOptionsError if an option is missing, unknown or of another kind.
   * @throws CodecKeysNeededError if the Temporal client does not encrypt payloads outside the sandbox.
   * @throws InvalidCodecKeysError if `codeKeys` is invalid.
   * @throws InvalidBaseUrlError if `baseUrl` is invalid.
   * @throws TypeError if `callbackBaseUrl` is invalid or ECPay cannot call it, or if `baseUrl` is set outside the
   *   sandbox.
   */
  constructor(options: ECTicketClientOptions) {
    this.#options = resolveOptions(options);
    this.#orders = new OrderExecutions(this.#options.client);
    this.#catalogue = this.#options.checkCatalogue ? new CatalogueReader(this.#options.ticketApi) : undefined;
  }

  /**
   * Places an order: starts its workflow, which then waits for payment, issues the tickets and watches them to the end.
   *
   * The trade number is the idempotency key: the same order placed again returns the existing one. If the order waits
   * for payment and is now placed as paid, the payment is recorded.
   *
   * Items, prices and voucher kinds are checked in ECPay's catalogue. If ECPay does not answer, an order with an
   * amount is placed with a warning, and one without is refused (InvalidOrderError, rule `amountNeeded`).
   *
   * @param placement The order, its payment terms (NT$) and its timing (`'5 minutes'` or milliseconds).
   * @returns The order's `ref` for all other calls, whether the order existed before, and warnings.
   * @throws InvalidOrderError if the order breaks a rule of ECPay or of the catalogue. Nothing was started.
   * @throws InvalidPaymentError if the payment terms are invalid. Nothing was started.
   * @throws InvalidRequestError if the timing or a field name is invalid. Nothing was started.
   * @throws UnknownMerchantError if the merchant is not in the registry. Nothing was started.
   * @throws MerchantLookupError, InvalidMerchantsError if the registry's lookup function fails, or returns unusable
   *   settings. Nothing was started.
   * @throws OrderConflictError if a different order has the same trade number.
   * @throws SearchAttributesMissingError if the namespace is not set up.
   *
   * @example
   * const { ref } = await ecticket.placeOrder({
   *   order: {
   *     merchantId: '3085676',
   *     merchantTradeNo: 'CX202611280001',
   *     issueType: 'serialNumber',
   *     operator: 'Angela',
   *     items: [{ itemName: 'SPA課程體驗券', price: 3200, quantity: 2 }],
   *   },
   *   payment: { deadline: new Date(Date.now() + 30 * 60_000) },
   * });
   */
  async placeOrder(placement: OrderPlacement): Promise<PlacedOrder> {
    return await placeOrder(placement, { ...this.#options, orders: this.#orders, catalogue: this.#catalogue });
  }

  /**
   * Creates the payment of an order that waits for one, in ECPay's checkout. The payment has the order's number and
   * amount, accepts one-time credit card only (all that ECTicket allows), and notifies the callback receiver.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param request `kind: 'aio'` for ECPay's own checkout page, and the texts that the customer sees.
   * @returns The form that the customer's browser posts (developers.ecpay.com.tw/?p=2862).
   * @throws OrderNotPayableError if nothing is due, the order does not wait for a payment, its amount is unknown, or
   *   its number has more than 20 characters.
   * @throws InvalidRequestError if `ref` or `request` is invalid, or the client has no `callbackBaseUrl`.
   * @throws OrderNotFoundError if Temporal holds no such order.
   * @throws InvalidMerchantsError if the merchant has no payment keys.
   *
   * @example
   * const { action, fields } = await ecticket.createPayment(ref, {
   *   kind: 'aio',
   *   itemName: '雙人下午茶券 x 2',
   *   tradeDescription: '電子票券',
   * });
   */
  async createPayment(ref: OrderRef, request: AioPaymentRequest): Promise<CheckoutForm>;
  /**
   * Creates the payment in ECPay's form on the merchant's own page (developers.ecpay.com.tw/?p=9040). All else is as for
   * ECPay's own page.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param request `kind: 'embedded'`, and the texts that the customer sees.
   * @param options An AbortSignal for the request to ECPay.
   * @returns A token for ECPay's script.
   * @throws The errors of the other kind, and those of `CheckoutApi.embeddedToken`.
   */
  async createPayment(ref: OrderRef, request: EmbeddedPaymentRequest, options?: CallOptions): Promise<EmbeddedToken>;
  async createPayment(
    ref: OrderRef,
    request: PaymentRequest,
    options?: CallOptions,
  ): Promise<CheckoutForm | EmbeddedToken> {
    checkRef('createPayment', ref);
    const { callbackBase, checkout } = this.#options;
    checkPaymentRequest(request, callbackBase);
    return await createPayment(checkout, await this.getOrder(ref), request, callbackBase ?? '', options);
  }

  /**
   * Confirms that the customer has paid. Needed only for payments that do not reach the callback receiver. The same
   * payment confirmed twice counts once, even after the order has ended.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param payment The amount in NT$, the payment provider's reference and the time of payment (ISO 8601). Give the
   *   reference: without one, a second payment cannot be distinguished from a repeated call.
   * @returns When Temporal has stored the payment. The order is issued afterwards; see {@link waitForStatus}.
   * @throws InvalidPaymentError if `payment` is invalid.
   * @throws InvalidRequestError if `ref` is invalid.
   * @throws OrderNotFoundError if Temporal holds no such order.
   * @throws OrderEndedError if the order's workflow was terminated and cannot take the payment. Return the money.
   *
   * @example
   * await ecticket.confirmPayment(ref, {
   *   amount: 6400,
   *   reference: '2611281430001234',
   *   paidAt: '2026-11-28T14:30:00+08:00',
   * });
   */
  async confirmPayment(ref: OrderRef, payment: Payment = {}): Promise<void> {
    checkRef('confirmPayment', ref);
    checkPayment(payment);
    await confirmPayment(this.#orders, ref, payment);
  }

  /**
   * Reads an order as it is now. A running order needs a worker; a closed one does not.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @returns The status, the payment (NT$), and every ticket with its number and state.
   * @throws InvalidRequestError if `ref` is invalid.
   * @throws OrderNotFoundError if Temporal holds no such order.
   * @throws OrderEndedError if the workflow was terminated and its state cannot be read.
   * @throws WorkerUnavailableError if no worker answers.
   *
   * @example
   * const { status, tickets } = await ecticket.getOrder(ref);
   */
  async getOrder(ref: OrderRef): Promise<OrderSnapshot> {
    checkRef('getOrder', ref);
    const workflowId = workflowIdOf(ref);
    const order = await readCurrentOrder(this.#orders, workflowId);
    if (order === undefined) throw new OrderNotFoundError(workflowId);
    return order;
  }

  /**
   * Waits until the order has one of the given statuses, and returns it. The wait continues while a server or a worker
   * restarts. It may miss a status that the order passes through quickly, and the returned order may already have moved
   * on to a later status.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param statuses One status, or several.
   * @param options The longest wait (`timeoutMs`, in milliseconds), and an AbortSignal that ends the wait.
   * @returns The order, as {@link getOrder} returns it.
   * @throws WaitTimedOutError if the order has none of the statuses in time. The order continues.
   * @throws OrderEndedError if the order ended with another status.
   * @throws OrderNotFoundError if Temporal holds no such order.
   * @throws InvalidRequestError if an argument is invalid.
   * @throws The reason of `options.signal`, if it is aborted.
   *
   * @example
   * const { tickets } = await ecticket.waitForStatus(ref, ['active', 'settled'], { timeoutMs: 60_000 });
   */
  async waitForStatus(
    ref: OrderRef,
    statuses: OrderStatus | readonly OrderStatus[],
    options: WaitOptions,
  ): Promise<OrderSnapshot> {
    checkRef('waitForStatus', ref);
    const awaited = [statuses].flat();
    checkWait(awaited, options);
    return await waitForStatus(this.#orders, workflowIdOf(ref), awaited, options);
  }

  /**
   * Lists running and closed orders, newest first. Needs no worker. Temporal's index may lag behind by a moment, and
   * holds closed orders for the retention period of the namespace.
   *
   * @param filter Which orders, and how many at most. Default: all.
   * @returns An async iterable that reads further pages on demand. Iterating may throw TemporalUnavailableError.
   * @throws InvalidRequestError if `filter` is invalid.
   *
   * @example
   * for await (const { ref } of ecticket.listOrders({ status: 'needsAttention' })) {
   *   console.log((await ecticket.getOrder(ref)).attention?.message);
   * }
   */
  listOrders(filter: OrderFilter = {}): AsyncIterable<OrderSummary> {
    checkFilter(filter);
    return listOrders(this.#options.client, filter);
  }

  /**
   * Finds the full reference of an order by its number: which kind of number it is, and which platform acts for the
   * merchant. Needs no worker.
   *
   * @param order The merchant, and a MerchantTradeNo or FreeTradeNo.
   * @returns The reference, or undefined if Temporal holds no such order.
   * @throws InvalidRequestError if the merchant or the number is invalid.
   *
   * @example
   * const ref = await ecticket.findRef({ merchantId: '3085676', tradeNo: 'CX202611280001' });
   */
  async findRef(order: { readonly merchantId: string; readonly tradeNo: string }): Promise<OrderRef | undefined> {
    const { merchantId = '', tradeNo = '' } = (order as Partial<typeof order> | undefined) ?? {};
    // Either kind of number has the same workflow id.
    const ref = { merchantId, merchantTradeNo: tradeNo };
    checkRef('findRef', ref);
    const execution = await this.#orders.describe(workflowIdOf(ref));
    const storedRef = execution?.memo['orderRef'];
    return isOrderRef(storedRef) ? storedRef : undefined;
  }

  /**
   * Finds the ticket with a scanned code and its order, without changing either: for a counter that shows the order
   * before a clerk redeems. See docs/how-to/redeem-by-code.md.
   *
   * @param lookup The merchant, and the scanned code.
   * @returns The ticket's number, and the `ref` of its order.
   * @throws CodeUnknownError if no ticket of the merchant's orders has the code.
   * @throws TooManyOrdersError if there are too many orders to search without `codeKeys`.
   * @throws SearchAttributesMissingError if `codeKeys` is set but `ecticket setup` did not run.
   * @throws OrderEndedError if the workflow of the order was terminated and its state cannot be read.
   * @throws InvalidRequestError if `lookup` is invalid.
   *
   * @example
   * const { ref, ticketNo } = await ecticket.findByCode({ merchantId: '3085676', code: scannedCode });
   * const { tickets } = await ecticket.getOrder(ref);
   */
  async findByCode(lookup: CodeLookup): Promise<FoundTicket> {
    return await findScannedTicket(this.#orders, this.#options.codeKeys, lookup);
  }

  /**
   * Redeems tickets of an order. Calls with the same `updateId` redeem once and return the same outcome. An order that
   * has ended is adopted first.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param request Which tickets (by number, by scanned code, or a count), and the store and clerk (`operator`)
   *   for ECPay's records.
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns One outcome per ticket: `done`, `refused` or `unknown`.
   * @throws TicketActionRefusedError if the order refuses, for example because the ticket is already redeemed. The
   *   error says when and where.
   * @throws UpdateConflictError if the `updateId` was used for a different request.
   * @throws OutcomeUnknownError if the answer did not arrive. Call again with the same `updateId`.
   * @throws OrderNotFoundError if neither Temporal nor ECPay has the order.
   * @throws OrderEndedError if the order was cancelled or replaced.
   * @throws InvalidRequestError if `ref` or `options` is invalid.
   *
   * @example
   * const { tickets } = await ecticket.redeem(
   *   ref,
   *   { tickets: { count: 1 }, storeId: 'TPE01', operator: 'Angela' },
   *   { updateId: receiptNo },
   * );
   */
  async redeem(ref: OrderRef, request: RedeemRequest, options: UpdateOptions = {}): Promise<TicketActionOutcome> {
    return await this.#runTicketAction(ref, 'redeem', request, options);
  }

  /**
   * Redeems the ticket with a scanned code, without the order's number. The order is found by the code among the
   * merchant's orders in Temporal, and redeems as {@link redeem} does. See docs/how-to/redeem-by-code.md.
   *
   * @param scan The merchant, the scanned code, and the store and clerk (`operator`) for ECPay's records.
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns The outcome of the ticket, and the `ref` of its order.
   * @throws CodeUnknownError if no ticket of the merchant's orders has the code.
   * @throws TooManyOrdersError if there are too many orders to search without `codeKeys`.
   * @throws SearchAttributesMissingError if `codeKeys` is set but `ecticket setup` did not run.
   * @throws InvalidRequestError if `scan` or `options` is invalid.
   * @throws Also the errors of {@link redeem}.
   *
   * @example
   * const { ref, tickets } = await ecticket.redeemByCode(
   *   { merchantId: '3085676', code: scannedCode, storeId: 'TPE01' },
   *   { updateId: receiptNo },
   * );
   */
  async redeemByCode(scan: CodeScan, options: UpdateOptions = {}): Promise<CodeRedemption> {
    return await redeemByCode(this.#orders, this.#options.codeKeys, scan, options);
  }

  /**
   * Cancels the redemption of tickets, so that they can be used again.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param request Which tickets, and the reason.
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns One outcome per ticket.
   * @throws The errors of {@link redeem}.
   *
   * @example
   * const request = { tickets: { ticketNo }, reason: 'the clerk scanned the wrong ticket' };
   * await ecticket.cancelRedemption(ref, request, { updateId: correctionNo });
   */
  async cancelRedemption(
    ref: OrderRef,
    request: CancellationRequest,
    options: UpdateOptions = {},
  ): Promise<TicketActionOutcome> {
    return await this.#runTicketAction(ref, 'cancelRedemption', request, options);
  }

  /**
   * Refunds unused tickets. While a pickup voucher is in escrow, its refund moves money, less the merchant's `fee`. The
   * refund of a gift voucher changes its state only. Each outcome says which (`movesMoney`). When the bank has
   * confirmed the refund, the merchant receives the event `refundConfirmed`.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param request Which tickets, the reason, and the `fee` in NT$ that the merchant keeps per ticket.
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns One outcome per ticket.
   * @throws The errors of {@link redeem}.
   *
   * @example
   * await ecticket.refund(ref, { tickets: { ticketNo }, fee: 50 }, { updateId: refundNo });
   */
  async refund(ref: OrderRef, request: RefundRequest, options: UpdateOptions = {}): Promise<TicketActionOutcome> {
    return await this.#runTicketAction(ref, 'refund', request, options);
  }

  /**
   * Cancels a refund, so that the tickets can be used again.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param request Which tickets, and the reason.
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns One outcome per ticket.
   * @throws The errors of {@link redeem}.
   *
   * @example
   * await ecticket.cancelRefund(ref, { tickets: { ticketNo } }, { updateId: correctionNo });
   */
  async cancelRefund(
    ref: OrderRef,
    request: CancellationRequest,
    options: UpdateOptions = {},
  ): Promise<TicketActionOutcome> {
    return await this.#runTicketAction(ref, 'cancelRefund', request, options);
  }

  /**
   * Issues an order that needs attention again, under its own number, and with corrected fields if `request.order` is
   * given.
   *
   * A corrected order with other items must cost what was paid. Its price is read from ECPay's catalogue. To issue it
   * whatever its price is, state in `amount` what the customer has paid.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param request Who decides and why, and optionally the whole corrected order and what was paid for it (NT$).
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns The status that follows the decision.
   * @throws DecisionRefusedError if the order does not wait for this decision, or (`AMOUNT_MISMATCH`) if the corrected
   *   order has another price than was paid, or an unknown one.
   * @throws InvalidOrderError if the corrected order breaks a rule of ECPay or of the catalogue.
   * @throws UpdateConflictError if the `updateId` was used for a different request.
   * @throws OutcomeUnknownError if the answer did not arrive. Call again with the same `updateId`.
   * @throws OrderNotFoundError if Temporal holds no such order.
   * @throws OrderEndedError if the order has ended.
   * @throws InvalidRequestError if `ref` or `options` is invalid.
   * @throws UnknownMerchantError if the merchant of the corrected order is not in the registry.
   * @throws MerchantLookupError, InvalidMerchantsError if the registry's lookup function fails, or returns unusable
   *   settings.
   *
   * @example
   * const decision = { by: 'Angela', why: 'corrected the phone number', order: correctedOrder };
   * const status = await ecticket.resubmit(ref, decision);
   */
  async resubmit(ref: OrderRef, request: Resubmission, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('resubmit', ref);
    // JavaScript callers may pass any value; the workflow refuses an invalid one.
    const order = (request as Resubmission | undefined)?.order;
    const validated = order && (await this.#validate(order));
    const corrected = validated && {
      order: validated,
      ...(await readCatalogueTotal(this.#catalogue, validated, this.#options.environment)),
    };
    const decision = { ...request, ...corrected };
    return await sendDecision(this.#orders, workflowIdOf(ref), 'resubmit', decision, options);
  }

  /**
   * Abandons an order that needs attention. The order ends as `abandoned`. If ECPay may have tickets of it, because it
   * did not answer, the order first queries ECPay: it ends when ECPay has none, and becomes `active` otherwise. If
   * ECPay does not answer within `issuanceLimit`, the order needs attention again, and a second `abandon` ends it.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param decision Who decides, and why.
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns The status that follows the decision.
   * @throws The errors of {@link resubmit}.
   *
   * @example
   * await ecticket.abandon(ref, { by: 'Angela', why: 'the item is sold out; the money was returned' });
   */
  async abandon(ref: OrderRef, decision: Decision, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('abandon', ref);
    return await sendDecision(this.#orders, workflowIdOf(ref), 'abandon', decision, options);
  }

  /**
   * Cancels an order of which nothing was issued. The order ends as `cancelled`.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param decision Who decides, and why.
   * @param options The `updateId` that makes the call idempotent, and a timeout in milliseconds.
   * @returns The status that follows the decision.
   * @throws The errors of {@link resubmit}.
   *
   * @example
   * await ecticket.cancelOrder(ref, { by: 'Angela', why: 'the customer does not want it any more' });
   */
  async cancelOrder(ref: OrderRef, decision: Decision, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('cancelOrder', ref);
    return await sendDecision(this.#orders, workflowIdOf(ref), 'cancelOrder', decision, options);
  }

  /**
   * Adopts an order that no longer runs, or that was issued in ECPay's back office: a workflow reads it from ECPay's
   * order record and watches it to its end. Needs no worker. When ECPay has refused the number
   * three times, which takes about ten seconds, the order ends: as `cancelled` if it was, otherwise as `abandoned`,
   * without a decision.
   *
   * @param ref The merchant and the order's number.
   * @returns The order's reference, and whether it was running already.
   * @throws OrderEndedError if another order replaced this one.
   * @throws InvalidRequestError if `ref` is invalid.
   * @throws UnknownMerchantError if `merchants` does not contain the merchant, or its platform does not act for it.
   * @throws SearchAttributesMissingError if the namespace is not set up.
   *
   * @example
   * const { ref } = await ecticket.adoptOrder({ merchantId: '3085676', merchantTradeNo: 'CX202611280001' });
   */
  async adoptOrder(ref: OrderRef): Promise<AdoptedOrder> {
    checkRef('adoptOrder', ref);
    await this.#options.merchants.getActing(ref);
    return await adoptOrder(this.#orders, ref);
  }

  /**
   * Reads one item from ECPay's catalogue. See `TicketApi.queryItemInfo`.
   *
   * @param request The merchant, and the item's number.
   * @param options An AbortSignal, and an interceptor of the request to ECPay.
   * @returns The item, in ECPay's field names. Its price is in NT$.
   * @throws The errors of `TicketApi`.
   */
  async queryItemInfo(request: ItemRequest, options?: CallOptions): Promise<ItemInfoReply> {
    return await this.#options.ticketApi.queryItemInfo(request, options);
  }

  /**
   * Reads one page of 20 items of ECPay's catalogue. See `TicketApi.batchQueryItemInfo`.
   *
   * @param request The merchant, the page from 1 on, and optionally which items.
   * @param options An AbortSignal, and an interceptor of the request to ECPay.
   * @returns The items, in ECPay's field names. Prices are in NT$.
   * @throws The errors of `TicketApi`.
   */
  async batchQueryItemInfo(request: CatalogueRequest, options?: CallOptions): Promise<BatchItemInfoReply> {
    return await this.#options.ticketApi.batchQueryItemInfo(request, options);
  }

  /**
   * Reads for how many days ECPay holds the merchant's money in escrow. See `TicketApi.escrowDays`.
   *
   * @param merchant The merchant, and the platform that acts for it.
   * @param options An AbortSignal, and an interceptor of the request to ECPay.
   * @returns The number of days, in ECPay's field names.
   * @throws The errors of `TicketApi`.
   */
  async escrowDays(merchant: MerchantRef, options?: CallOptions): Promise<Outcome> {
    return await this.#options.ticketApi.escrowDays(merchant, options);
  }

  /**
   * Reads what the merchant prints on an order's unused paper tickets. See `TicketApi.queryPrintData`.
   *
   * @param ref The order, as `placeOrder` returned it.
   * @param options An AbortSignal, and an interceptor of the request to ECPay.
   * @returns The data to print, in ECPay's field names.
   * @throws The errors of `TicketApi`.
   */
  async queryPrintData(ref: OrderRef, options?: CallOptions): Promise<Outcome> {
    return await this.#options.ticketApi.queryPrintData(ref, options);
  }

  async #runTicketAction(
    ref: OrderRef,
    action: TicketAction,
    request: RefundRequest,
    options: UpdateOptions,
  ): Promise<TicketActionOutcome> {
    checkRef(action, ref);
    return await runTicketAction(this.#orders, ref, action, request, options);
  }

  async #validate(order: TicketOrder): Promise<TicketOrder> {
    const { merchants, now, callbacks, callbackBase } = this.#options;
    const { profile } = await merchants.getActing(order);
    return validateOrder(withNotifyUrls(order, callbackBase), { profile, now: now(), callbacks }).order;
  }
}
