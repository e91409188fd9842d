import type { Client } from '@temporalio/client';
import { CodecKeysNeededError } from '../codec/index.js';
import type { Environment } from '../ecticket/environment.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { OrderRef, TicketOrder } from '../ecticket/order.js';
import { validateOrder } from '../ecticket/validate-order.js';
import type { Decision, Resubmission } from '../workflows/messages/operator-decisions.js';
import type { OrderStatus, Payment } from '../workflows/messages/order.js';
import type { OrderSnapshot } from '../workflows/messages/workflow.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { adoptOrder, type AdoptedOrder } from './orders/adopt-order.js';
import { CatalogueReader } from './catalogue/catalogue-reader.js';
import { confirmPayment } from './payments/confirm-payment.js';
import { decide } from './orders/operator-decisions.js';
import { OrderNotFoundError } from './errors/order-not-found-error.js';
import { findRef } from './orders/find-ref.js';
import { checkFilter, listOrders, type OrderFilter, type OrderSummary } from './orders/list-orders.js';
import { withNotifyUrls } from './notify-urls.js';
import { checkRef } from './orders/order-ref.js';
import { checkPayment } from './payments/payment.js';
import { placeOrder, type PlacedOrder } from './orders/place-order.js';
import { type OrderPlacement } from './orders/order-placement.js';
import type { ECTicketClientOptions } from './provider-calls.js';
import { readCurrentOrder } from './temporal/read-order.js';
import { TicketActions } from './tickets/ticket-methods.js';
import type { UpdateOptions } from './tickets/update-options.js';
import { checkWait, waitForStatus, type WaitOptions } from './orders/wait-for-status.js';

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
export class ECTicketClient extends TicketActions {
  readonly #client: Client;
  readonly #merchants: MerchantRegistry;
  readonly #environment: Environment;
  readonly #catalogue: CatalogueReader | undefined;
  readonly #now: () => number;

  /**
   * @throws CodecKeysNeededError
   * @throws InvalidCodecKeysError for invalid codeKeys
   * @throws InvalidBaseUrlError for an invalid baseUrl
   * @throws TypeError for a callbackBaseUrl that is invalid or that ECPay cannot call (see `callbacks`), and for a baseUrl
   *   outside the sandbox
   */
  constructor(options: ECTicketClientOptions) {
    super(options);
    const { client, merchants, environment, checkCatalogue = true, now = Date.now } = options;
    const encrypts = client.options.loadedDataConverter.payloadCodecs.length > 0;
    if (environment !== 'sandbox' && !encrypts) throw new CodecKeysNeededError(environment);
    this.#client = client;
    this.#merchants = merchants;
    this.#environment = environment;
    this.#catalogue = checkCatalogue ? new CatalogueReader(this.ticketApi) : undefined;
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
   * @throws OrderConflictError for another order under the same number.
   * @throws SearchAttributesMissingError where the namespace is not set up.
   */
  async placeOrder(placement: OrderPlacement): Promise<PlacedOrder> {
    return await placeOrder(placement, {
      orders: this.orders,
      merchants: this.#merchants,
      callbackBase: this.callbackBase,
      callbacks: this.callbacks,
      now: this.#now,
      environment: this.#environment,
      catalogue: this.#catalogue,
    });
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
    await confirmPayment(this.orders, ref, payment);
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
      this.orders,
      workflowIdOf(ref),
      'resubmit',
      { ...request, ...(checked !== undefined && { order: checked }) },
      options,
    );
  }

  /** Gives an order that waits for a person up for good. @throws as {@link resubmit}. */
  async abandon(ref: OrderRef, decision: Decision, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('abandon', ref);
    return await decide(this.orders, workflowIdOf(ref), 'abandon', decision, options);
  }

  /** Cancels an order of which nothing was issued. @throws as {@link resubmit}. */
  async cancelOrder(ref: OrderRef, decision: Decision, options: UpdateOptions = {}): Promise<OrderStatus> {
    checkRef('cancelOrder', ref);
    return await decide(this.orders, workflowIdOf(ref), 'cancelOrder', decision, options);
  }

  /**
   * Takes up an order that runs no more, or that was issued in ECPay's back office: it is loaded from ECPay's record and
   * watched to its end. Needs no worker; one that neither we nor ECPay know ends at once, as `abandoned` and without a
   * decision.
   *
   * @throws OrderEndedError (another order was put in its place), InvalidRequestError (ref), SearchAttributesMissingError.
   */
  async adoptOrder(ref: OrderRef): Promise<AdoptedOrder> {
    checkRef('adoptOrder', ref);
    return await adoptOrder(this.orders, ref);
  }

  /**
   * What names the order with this number, as Temporal keeps it: which kind of number it is, and the platform that acts for
   * the merchant. Undefined where Temporal knows of no such order. Needs no worker.
   */
  async findRef(order: { readonly merchantId: string; readonly tradeNo: string }): Promise<OrderRef | undefined> {
    return await findRef(this.orders, order);
  }

  /**
   * The whole of an order, as it is now. Takes a worker while the order goes on, and none once it has ended.
   *
   * @throws InvalidRequestError (ref), OrderNotFoundError, WorkerUnavailableError.
   */
  override async getOrder(ref: OrderRef): Promise<OrderSnapshot> {
    checkRef('getOrder', ref);
    const workflowId = workflowIdOf(ref);
    const order = await readCurrentOrder(this.orders, workflowId);
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
    return await waitForStatus(this.orders, workflowIdOf(ref), wanted, options);
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

  async #validated(order: TicketOrder): Promise<TicketOrder> {
    const { profile } = await this.#merchants.getActing(order);
    const circumstances = { profile, now: this.#now(), callbacks: this.callbacks };
    return validateOrder(withNotifyUrls(order, this.callbackBase), circumstances).order;
  }
}
