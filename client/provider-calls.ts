import type { Client } from '@temporalio/client';
import { whyECPayCannotCall, type CallbackAddresses } from '../ecticket/callback-address.js';
import type { CallOptions } from '../ecticket/call-options.js';
import type { CheckoutForm } from '../ecticket/checkout/aio-checkout-form.js';
import { CheckoutApi } from '../ecticket/checkout/checkout-api.js';
import type { CodeKeys } from '../ecticket/code-tags.js';
import type { EmbeddedToken } from '../ecticket/checkout/embedded-token.js';
import type { BatchItemInfoReply } from '../ecticket/endpoints/catalogue.js';
import type { Outcome } from '../ecticket/endpoints/endpoint.js';
import type { ItemInfoReply } from '../ecticket/endpoints/catalogue.js';
import { embeddedCheckoutUrl, isECPayUrl, paymentUrl, providerUrl, type Environment } from '../ecticket/environment.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import type { CatalogueRequest, ItemRequest, MerchantRef } from '../ecticket/naming.js';
import type { OrderRef } from '../ecticket/order.js';
import { TicketApi } from '../ecticket/ticket-api.js';
import type { OrderSnapshot } from '../workflows/messages/workflow.js';
import {
  checkPaymentRequest,
  createPayment,
  type AioPaymentRequest,
  type EmbeddedPaymentRequest,
  type PaymentRequest,
} from './payments/create-payment.js';
import { callbackBase } from './notify-urls.js';
import { checkRef } from './orders/order-ref.js';

export interface ECTicketClientOptions {
  /** Connected to the namespace where the worker runs, and with the same payload codec. */
  readonly client: Client;
  readonly merchants: MerchantRegistry;
  /** Outside the sandbox people's data is real, and `client` must encrypt it (ECTicketPlugin with codecKeys does). */
  readonly environment: Environment;
  /** Where ECPay reaches the callback receiver: its address without `/ecpay/…`. Left out, an order names its own URLs. */
  readonly callbackBaseUrl?: string;
  /**
   * Whether addresses that ECPay cannot call are refused, in orders and as `callbackBaseUrl`: a port other than 80 and
   * 443, this machine, a private network. Default: `any` in the sandbox, else `public`.
   */
  readonly callbacks?: CallbackAddresses;
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
  /**
   * What the workers have as `codeKeys`: with them `redeemByCode` finds an order among any number. Without, it asks the
   * merchant's orders one by one, and refuses where there are too many.
   */
  readonly codeKeys?: CodeKeys;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** What the client asks of ECPay itself, beside the workers. */
export abstract class ProviderCalls {
  protected readonly ticketApi: TicketApi;
  protected readonly callbackBase: string | undefined;
  protected readonly callbacks: CallbackAddresses;
  readonly #checkout: CheckoutApi;

  /**
   * @throws InvalidBaseUrlError; TypeError for a callbackBaseUrl that is none or that ECPay cannot call, and for a baseUrl
   *   outside the sandbox.
   */
  constructor(options: ECTicketClientOptions) {
    const { merchants, environment, baseUrl, ticketApi, callbackBaseUrl, now = Date.now } = options;
    const sandbox = sandboxUrl(environment, baseUrl);
    this.callbacks = options.callbacks ?? (environment === 'sandbox' ? 'any' : 'public');
    this.callbackBase = callbackBaseUrl === undefined ? undefined : callbackBase(callbackBaseUrl);
    if (this.callbacks === 'public') requireCallable(this.callbackBase);
    this.ticketApi = ticketApi ?? new TicketApi({ merchants, baseUrl: providerUrl(environment, sandbox), now });
    this.#checkout = new CheckoutApi({
      merchants,
      aioUrl: paymentUrl(environment, sandbox),
      embeddedUrl: embeddedCheckoutUrl(environment, sandbox),
      now,
    });
  }

  abstract getOrder(ref: OrderRef): Promise<OrderSnapshot>;

  /**
   * Creates the payment of an order that waits for one, at ECPay's checkout: its number and amount, one-time credit card
   * (all that ECTicket allows), and the callback receiver as the address that ECPay notifies. `kind` 'aio' answers a form
   * that the customer's browser posts (developers.ecpay.com.tw/?p=2862), 'embedded' a token (?p=9040). Takes a worker, which
   * tells how the order stands.
   *
   * @throws OrderNotPayableError (nothing is due, it waits for no payment, has no amount, or a number of more than 20 characters),
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
    const base = this.callbackBase;
    checkPaymentRequest(request, base);
    return await createPayment(this.#checkout, await this.getOrder(ref), request, base ?? '', options);
  }

  /** A product of ECPay's catalogue. See {@link TicketApi.queryItemInfo}. @throws as `TicketApi`. */
  queryItemInfo(request: ItemRequest, options?: CallOptions): Promise<ItemInfoReply> {
    return this.ticketApi.queryItemInfo(request, options);
  }

  /** A page of ECPay's catalogue. See {@link TicketApi.batchQueryItemInfo}. @throws as `TicketApi`. */
  batchQueryItemInfo(request: CatalogueRequest, options?: CallOptions): Promise<BatchItemInfoReply> {
    return this.ticketApi.batchQueryItemInfo(request, options);
  }

  /** For how many days ECPay keeps the merchant's money. See {@link TicketApi.escrowDays}. @throws as `TicketApi`. */
  escrowDays(merchant: MerchantRef, options?: CallOptions): Promise<Outcome> {
    return this.ticketApi.escrowDays(merchant, options);
  }

  /** What the merchant prints on an order's unused paper tickets. See {@link TicketApi.queryPrintData}. @throws as `TicketApi`. */
  queryPrintData(ref: OrderRef, options?: CallOptions): Promise<Outcome> {
    return this.ticketApi.queryPrintData(ref, options);
  }
}

/** @throws TypeError where ECPay cannot call the receiver. */
function requireCallable(base: string | undefined): void {
  const why = base === undefined ? undefined : whyECPayCannotCall(base);
  if (why === undefined) return;
  throw new TypeError(
    `callbackBaseUrl ${why}. Use a public address at port 80 or 443, or give callbacks: 'any' where no callbacks are needed.`,
  );
}

/** @throws TypeError where `baseUrl` cannot be a sandbox's. */
function sandboxUrl(environment: Environment, baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined || (environment === 'sandbox' && !isECPayUrl(baseUrl))) return baseUrl;
  throw new TypeError("baseUrl is a sandbox's address: leave it out, or use environment 'sandbox' with one.");
}
