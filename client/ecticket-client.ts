import type { Client } from '@temporalio/client';
import { CodecKeysNeededError } from '../codec/index.js';
import type { CheckoutForm } from '../ecticket/checkout/aio-checkout-form.js';
import { CheckoutApi } from '../ecticket/checkout/checkout-api.js';
import type { EmbeddedToken } from '../ecticket/checkout/embedded-token.js';
import { embeddedCheckoutUrl, isECPays, paymentUrl, providerUrl, type Environment } from '../ecticket/environment.js';
import type { CallOptions } from '../ecticket/call-options.js';
import type { BatchItemInfoReply } from '../ecticket/endpoints/batch-query-item-info.js';
import type { Outcome } from '../ecticket/endpoints/outcome.js';
import type { ItemInfoReply } from '../ecticket/endpoints/query-item-info.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { CatalogueRequest, ItemRequest, MerchantRef } from '../ecticket/naming.js';
import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import { TicketApi } from '../ecticket/ticket-api.js';
import { validateOrder } from '../ecticket/validate-order.js';
import type {
  CounterOutcome,
  CounterRequest,
  RefundRequest,
  TicketAction,
  WithdrawalRequest,
} from '../workflows/counter-messages.js';
import { abandon, cancelOrder, resubmit, type Decision, type Resubmission } from '../workflows/decision-messages.js';
import type { OrderSnapshot, OrderStatus, Payment } from '../workflows/messages.js';
import { workflowIdOf } from '../workflows/names.js';
import { adoptOrder, type TakenUpOrder } from './adopt-order.js';
import { CatalogueReader } from './catalogue-reader.js';
import { confirmPayment } from './confirm-payment.js';
import { actOnTickets } from './counter.js';
import {
  checkPaymentRequest,
  createPayment,
  type AioPaymentRequest,
  type EmbeddedPaymentRequest,
  type PaymentRequest,
} from './create-payment.js';
import { decide } from './decisions.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import { findRef } from './find-ref.js';
import { checkFilter, listOrders, type OrderFilter, type OrderSummary } from './list-orders.js';
import { callbackBase, withNotifyUrls } from './notify-urls.js';
import { OrderExecutions } from './order-executions.js';
import { checkRef } from './order-ref.js';
import { checkPayment } from './payment.js';
import { placeOrder, type OrderPlacement, type PlacedOrder } from './place-order.js';
import { readCurrentOrder } from './read-order.js';
import type { UpdateOptions } from './update-options.js';
import { checkWait, waitForStatus, type WaitOptions } from './wait-for-status.js';

export interface ECTicketClientOptions {
  /** Connected to the namespace where the worker runs, and with the same payload codec. */
  readonly client: Client;
  readonly merchants: MerchantRegistry;
  /** Outside the sandbox people's data is real, and `client` must encrypt it (ECTicketPlugin with codecKeys does). */
  readonly environment: Environment;
  /** Where ECPay reaches the callback receiver: its address without `/ecpay/…`. Left out, an order names its own URLs. */
  readonly callbackBaseUrl?: string;
  /** The sandbox's address, when it is not http://127.0.0.1:4600. For the sandbox only. */
  readonly baseUrl?: string;
  /** Asks ECPay for what an order does not tell. Default: one of the client's own, at ECPay's address. */
  readonly ticketApi?: TicketApi;
  /**
   * Whether `placeOrder` asks ECPay's catalogue about products, prices and voucher kinds. Default: true. Switched off, ECPay
   * refuses a wrong product only after the customer has paid, and an order that is placed without an amount is issued for
   * any payment, also of NT$1.
   */
  readonly checkCatalogue?: boolean;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * What a merchant's backend calls: places ticket orders and looks at them. Every method throws errors of this package
 * only (`ECTicketError`). Besides those that a method names, each may throw
 * - TemporalUnavailableError, TemporalCallFailedError: Temporal may have acted; call again, nothing is done twice.
 *   For an act (`redeem` … `cancelOrder`) it is OutcomeUnknownError, which names the `updateId` under which to call
 *   again.
 * - TemporalRefusedError: no permission, no such namespace, a request that the server does not take. Nothing was done.
 * - PayloadUnreadableError: this client lacks a codec key.
 *
 * What takes a worker (acts, and `getOrder` of a running order) may also throw WorkerUnavailableError,
 * WorkerFailedError and OrderStuckError: nothing was done; correct the worker and call again.
 */
export class ECTicketClient {
  readonly #client: Client;
  readonly #orders: OrderExecutions;
  readonly #merchants: MerchantRegistry;
  readonly #callbackBase: string | undefined;
  readonly #environment: Environment;
  readonly #api: TicketApi;
  readonly #checkout: CheckoutApi;
  readonly #catalogue: CatalogueReader | undefined;
  readonly #now: () => number;

  /**
   * @throws CodecKeysNeededError; InvalidBaseUrlError for a baseUrl that is none; TypeError for a callbackBaseUrl that is
   *   none, and for a baseUrl outside the sandbox.
   */
  constructor({
    client,
    merchants,
    environment,
    callbackBaseUrl,
    baseUrl,
    now = Date.now,
    ticketApi = new TicketApi({ merchants, baseUrl: providerUrl(environment, sandboxUrl(environment, baseUrl)), now }),
    checkCatalogue = true,
  }: ECTicketClientOptions) {
    const encrypts = client.options.loadedDataConverter.payloadCodecs.length > 0;
    if (environment !== 'sandbox' && !encrypts) throw new CodecKeysNeededError(environment);
    this.#client = client;
    this.#orders = new OrderExecutions(client);
    this.#merchants = merchants;
    this.#callbackBase = callbackBaseUrl === undefined ? undefined : callbackBase(callbackBaseUrl);
    this.#environment = environment;
    this.#api = ticketApi;
    this.#checkout = new CheckoutApi({
      merchants,
      aioUrl: paymentUrl(environment, baseUrl),
      embeddedUrl: embeddedCheckoutUrl(environment, baseUrl),
      now,
    });
    this.#catalogue = checkCatalogue ? new CatalogueReader(ticketApi) : undefined;
    this.#now = now;
  }

  /**
   * Places an order, which from then on goes its way by itself. The trade number is the idempotency key: the same order
   * again answers the one that runs or has ended, and where it waits for payment and is placed as paid, it is paid.
   *
   * Products, prices and voucher kinds are held against ECPay's catalogue. Where that cannot be asked, an order without an
   * amount is refused (InvalidOrderError, rule `amountNeeded`), and one with an amount is placed with a warning.
   *
   * @throws InvalidOrderError, InvalidPaymentError, InvalidRequestError (timing), UnknownMerchantError: nothing was started.
   * @throws OrderConflictError for another order under the same number, or under one that differs only in case.
   * @throws SearchAttributesMissingError where the namespace is not set up.
   */
  async placeOrder(placement: OrderPlacement): Promise<PlacedOrder> {
    return await placeOrder(placement, {
      orders: this.#orders,
      merchants: this.#merchants,
      callbackBase: this.#callbackBase,
      now: this.#now,
      environment: this.#environment,
      catalogue: this.#catalogue,
    });
  }

  /**
   * Creates the payment of an order that waits for one, at ECPay's checkout: its number and amount, one-time credit card
   * (all that ECTicket allows), and the callback receiver as the address that ECPay notifies. `kind` 'aio' answers a form
   * that the customer's browser posts (developers.ecpay.com.tw/?p=2862), 'embedded' a token (?p=9040). Takes a worker, which
   * tells how the order stands.
   *
   * @throws OrderNotPayableError (it waits for no payment, has no amount, or a number of more than 20 characters),
   *   InvalidRequestError (ref, request), OrderNotFoundError, InvalidMerchantsError (no payment keys); for a token also what
   *   `CheckoutApi.embeddedToken` throws.
   *
   * @example
   * const { action, fields } = await ecticket.createPayment(ref, {
   *   kind: 'aio',
   *   itemName: '雙人下午茶券 x 2',
   *   tradeDescription: '電子票券',
   * });
   */
  async createPayment(ref: OrderRef, request: AioPaymentRequest): Promise<CheckoutForm>;
  async createPayment(ref: OrderRef, request: EmbeddedPaymentRequest, options?: CallOptions): Promise<EmbeddedToken>;
  async createPayment(
    ref: OrderRef,
    request: PaymentRequest,
    options?: CallOptions,
  ): Promise<CheckoutForm | EmbeddedToken> {
    checkRef('createPayment', ref);
    const base = this.#callbackBase;
    checkPaymentRequest(request, base);
    return await createPayment(this.#checkout, await this.getOrder(ref), request, base ?? '', options);
  }

  /**
   * Says that an order is paid. Confirmed twice, it is one payment, also where the order has ended meanwhile.
   *
   * @throws InvalidPaymentError, InvalidRequestError (ref), OrderNotFoundError.
   * @throws OrderEndedError where the order's workflow was terminated, so that nobody takes this payment: give the
   *   money back.
   */
  async confirmPayment(ref: OrderRef, payment: Payment = {}): Promise<void> {
    checkRef('confirmPayment', ref);
    checkPayment(payment);
    await confirmPayment(this.#orders, ref, payment);
  }

  /**
   * Redeems tickets of an order, each once, however often it is asked under one `updateId`.
   *
   * @throws CounterRefusedError (unknown ticket, already redeemed: when and where …), OutcomeUnknownError,
   *   OrderNotFoundError (ECPay does not know it either), OrderEndedError, InvalidRequestError (ref, options).
   */
  redeem(ref: OrderRef, request: CounterRequest, options: UpdateOptions = {}): Promise<CounterOutcome> {
    return this.#act(ref, 'redeem', request, options);
  }

  /** Takes a redemption back: the ticket can be used again. @throws as {@link redeem}. */
  cancelRedemption(ref: OrderRef, request: WithdrawalRequest, options: UpdateOptions = {}): Promise<CounterOutcome> {
    return this.#act(ref, 'cancelRedemption', request, options);
  }

  /**
   * Refunds unused tickets. That of a pickup voucher moves its money while in escrow, less the merchant's `fee`; a gift
   * voucher changes its state only: each outcome says which (`movesMoney`). When the bank has confirmed it, the merchant is
   * told (`refundConfirmed`). @throws as {@link redeem}.
   */
  refund(ref: OrderRef, request: RefundRequest, options: UpdateOptions = {}): Promise<CounterOutcome> {
    return this.#act(ref, 'refund', request, options);
  }

  /** Withdraws a refund: the ticket can be used again. @throws as {@link redeem}. */
  cancelRefund(ref: OrderRef, request: WithdrawalRequest, options: UpdateOptions = {}): Promise<CounterOutcome> {
    return this.#act(ref, 'cancelRefund', request, options);
  }

  /**
   * Issues an order that waits for a person again, under its own number, with its fields corrected if an `order` is
   * given (the whole of it). Answers the status that follows, as do the other decisions.
   *
   * @throws DecisionRefusedError (the order does not wait for it), InvalidOrderError, OutcomeUnknownError,
   *   OrderNotFoundError, OrderEndedError, InvalidRequestError (ref, options), UnknownMerchantError.
   */
  async resubmit(ref: OrderRef, request: Resubmission, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('resubmit', ref);
    // Whatever else came in place of a request is for the order to refuse.
    const order = (request as Resubmission | undefined)?.order;
    const checked = order && (await this.#validated(order));
    return await decide(
      this.#orders,
      workflowIdOf(ref),
      resubmit,
      { ...request, ...(checked !== undefined && { order: checked }) },
      options,
    );
  }

  /** Gives an order that waits for a person up for good. @throws as {@link resubmit}. */
  async abandon(ref: OrderRef, decision: Decision, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('abandon', ref);
    return await decide(this.#orders, workflowIdOf(ref), abandon, decision, options);
  }

  /** Cancels an order of which nothing was issued. @throws as {@link resubmit}. */
  async cancelOrder(ref: OrderRef, decision: Decision, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('cancelOrder', ref);
    return await decide(this.#orders, workflowIdOf(ref), cancelOrder, decision, options);
  }

  /**
   * Takes up an order that runs no more, or that was issued in ECPay's back office: it is loaded from ECPay's book and
   * watched to its end. Needs no worker; one that neither we nor ECPay know ends at once, as `abandoned` and without a
   * decision.
   *
   * @throws OrderEndedError (another order was put in its place), InvalidRequestError (ref), SearchAttributesMissingError.
   */
  async adoptOrder(ref: OrderRef): Promise<TakenUpOrder> {
    checkRef('adoptOrder', ref);
    return await adoptOrder(this.#orders, ref);
  }

  /**
   * What names the order with this number, as Temporal keeps it: which kind of number it is, and the platform that acts for
   * the merchant. Undefined where Temporal knows of no such order. Needs no worker.
   */
  async findRef(order: { readonly merchantId: string; readonly tradeNo: string }): Promise<OrderRef | undefined> {
    return await findRef(this.#orders, order);
  }

  /**
   * The whole of an order, as it is now. Takes a worker while the order goes on, and none once it has ended.
   *
   * @throws InvalidRequestError (ref), OrderNotFoundError, WorkerUnavailableError.
   */
  async getOrder(ref: OrderRef): Promise<OrderSnapshot> {
    checkRef('getOrder', ref);
    const workflowId = workflowIdOf(ref);
    const order = await readCurrentOrder(this.#orders, workflowId);
    if (order === undefined) throw new OrderNotFoundError(workflowId);
    return order;
  }

  /**
   * Waits until the order rests in one of these statuses, and answers it; it may have gone further by then. A status
   * that an order only passes through may be missed. Outlasts a server or a worker that is restarted.
   *
   * @throws WaitTimedOutError, OrderEndedError (it ended in another status), OrderNotFoundError, InvalidRequestError; the
   *   signal's reason when that is aborted.
   */
  async waitForStatus(
    ref: OrderRef,
    statuses: OrderStatus | readonly OrderStatus[],
    options: WaitOptions,
  ): Promise<OrderSnapshot> {
    checkRef('waitForStatus', ref);
    const wanted = [statuses].flat();
    checkWait(wanted, options);
    return await waitForStatus(this.#orders, workflowIdOf(ref), wanted, options);
  }

  /**
   * Orders that go on and such that have ended (for as long as the namespace keeps them), newest first. What a list shows
   * may lag behind by a moment.
   *
   * @throws InvalidRequestError at once; TemporalUnavailableError while it is read.
   */
  listOrders(filter: OrderFilter = {}): AsyncIterable<OrderSummary> {
    checkFilter(filter);
    return listOrders(this.#client, filter);
  }

  /** A product of ECPay's catalogue. See {@link TicketApi.queryItemInfo}. @throws as `TicketApi`. */
  queryItemInfo(request: ItemRequest, options?: CallOptions): Promise<ItemInfoReply> {
    return this.#api.queryItemInfo(request, options);
  }

  /** A page of ECPay's catalogue. See {@link TicketApi.batchQueryItemInfo}. @throws as `TicketApi`. */
  batchQueryItemInfo(request: CatalogueRequest, options?: CallOptions): Promise<BatchItemInfoReply> {
    return this.#api.batchQueryItemInfo(request, options);
  }

  /** For how many days ECPay keeps the merchant's money. See {@link TicketApi.escrowDays}. @throws as `TicketApi`. */
  escrowDays(merchant: MerchantRef, options?: CallOptions): Promise<Outcome> {
    return this.#api.escrowDays(merchant, options);
  }

  /** What the merchant prints on an order's unused paper tickets. See {@link TicketApi.queryPrintData}. @throws as `TicketApi`. */
  queryPrintData(ref: OrderRef, options?: CallOptions): Promise<Outcome> {
    return this.#api.queryPrintData(ref, options);
  }

  async #validated(order: TicketOrder): Promise<TicketOrder> {
    const { profile } = await this.#merchants.getActing(order);
    return validateOrder(withNotifyUrls(order, this.#callbackBase), { profile, now: this.#now() }).order;
  }

  async #act(
    ref: OrderRef,
    action: TicketAction,
    request: RefundRequest,
    options: UpdateOptions,
  ): Promise<CounterOutcome> {
    checkRef(action, ref);
    return await actOnTickets(this.#orders, ref, action, request, options);
  }
}

/** @throws TypeError where `baseUrl` cannot be a sandbox's. */
function sandboxUrl(environment: Environment, baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined || (environment === 'sandbox' && !isECPays(baseUrl))) return baseUrl;
  throw new TypeError("baseUrl is a sandbox's address: leave it out, or use environment 'sandbox' with one.");
}
