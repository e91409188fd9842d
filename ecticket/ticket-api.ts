import type { IssueReceipt, IssueResult, ProviderOrder } from './provider-order.js';
import type { CallOptions } from './call-options.js';
import { EndpointCaller, type Warn } from './endpoint-caller.js';
import * as endpoints from './endpoints/index.js';
import type { Outcome } from './endpoints/endpoint.js';
import type { ItemInfoReply } from './endpoints/catalogue.js';
import type { BatchItemInfoReply } from './endpoints/catalogue.js';
import { HttpPoster } from './http/http-poster.js';
import type { Timeouts } from './http/http-poster.js';
import type { MerchantRegistry } from './merchants.js';
import * as naming from './naming.js';
import { assertOptions, FUNCTION, MERCHANTS, OPTIONAL, type OptionSchemas } from './options/check-options.js';
import { fetchOrderPages } from './order-pages.js';
import type { OrderRef, TicketOrder } from './order.js';
import { validateOrder } from './validate-order.js';

export interface TicketApiOptions {
  readonly merchants: MerchantRegistry;
  /** `STAGE_URL`, `PRODUCTION_URL`, or the address of a sandbox. */
  readonly baseUrl: string;
  /** The clock for timestamps and for the day of issue, in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** Overrides of `DEFAULT_TIMEOUTS`, in milliseconds. */
  readonly timeouts?: Partial<Timeouts>;
  /** Receives a warning when a reply deviates from ECPay's documents. */
  readonly log?: Warn;
}

const OPTIONS: OptionSchemas<TicketApiOptions> = {
  merchants: MERCHANTS,
  baseUrl: OPTIONAL,
  now: FUNCTION.optional(),
  timeouts: OPTIONAL,
  log: FUNCTION.optional(),
};

/**
 * Calls ECPay's twelve ECTicket endpoints, with requests and replies in the client's field names. It keeps connections
 * alive and never retries, except with the merchant's next key pair if ECPay refuses the envelope: `MerchantSettings`.
 *
 * Every method may throw these subclasses of `ECTicketError`:
 * - nothing was sent: InvalidRequestError, UnknownMerchantError, MerchantLookupError, InvalidMerchantsError,
 *   CannotConnectError;
 * - ECPay did not act: ThrottledError, EnvelopeRefusedError, BusinessRefusalError;
 * - ECPay may have acted: TimedOutError, ServerError, NotAnECPayReplyError, DataRejectedError.
 *
 * @example
 * const api = new TicketApi({ merchants: new MerchantRegistry(STAGE_MERCHANTS), baseUrl: STAGE_URL });
 * const ref = { merchantId: '3085676', merchantTradeNo: 'CX202611220001' };
 * const { status } = await api.queryIssueResult(ref);
 */
export class TicketApi {
  readonly #merchants: MerchantRegistry;
  readonly #now: () => number;
  readonly #poster: HttpPoster;
  readonly #caller: EndpointCaller;

  /** @throws InvalidOptionsError, InvalidBaseUrlError */
  constructor(options: TicketApiOptions) {
    assertOptions('TicketApi', OPTIONS, options);
    const { merchants, baseUrl, now = Date.now, timeouts, log: warn = () => undefined } = options;
    this.#merchants = merchants;
    this.#now = now;
    this.#poster = new HttpPoster(baseUrl, timeouts);
    this.#caller = new EndpointCaller({ merchants, poster: this.#poster, now, warn });
  }

  /**
   * Submits an order for issuance (developers.ecpay.com.tw, Ticket Issuance). It is not idempotent, because ECPay
   * accepts a trade number only once: call {@link queryIssueResult} before a second attempt.
   *
   * @returns ECPay's whole reply. The tickets may not exist yet.
   * @throws InvalidOrderError with every violation, before anything is sent.
   */
  async issue(order: TicketOrder, options?: CallOptions): Promise<IssueReceipt> {
    const { profile } = await this.#merchants.getActing(order);
    const data = naming.toIssueData(validateOrder(order, { profile, now: this.#now() }).order);
    const { reply, header } = await this.#caller.callWithHeader(endpoints.issue, { merchant: order, data, ...options });
    return naming.fromIssueReply(reply, header);
  }

  /** Queries whether an order's tickets exist (developers.ecpay.com.tw/?p=32186). */
  async queryIssueResult(ref: OrderRef, options?: CallOptions): Promise<IssueResult> {
    const data = naming.toTradeNumberData(ref);
    const reply = await this.#caller.call(endpoints.queryIssueResult, { merchant: ref, data, ...options });
    return naming.fromIssueResult(reply);
  }

  /** Queries an issued order with all its tickets, over all pages (developers.ecpay.com.tw/?p=37942, ?p=42704). */
  async queryOrder(ref: OrderRef, options?: CallOptions): Promise<ProviderOrder> {
    const pages = await fetchOrderPages((pageNum) => {
      const data = naming.toOrderInfoData(ref, pageNum);
      return this.#caller.call(endpoints.queryOrderInfo, { merchant: ref, data, ...options });
    });
    return naming.fromOrderInfoPages(pages);
  }

  /** Queries a ticket by its ticket number or its redemption number (developers.ecpay.com.tw/?p=32188). */
  async queryTicketStatus(ref: naming.TicketRef, options?: CallOptions): Promise<naming.TicketStatus> {
    const data = naming.toTicketStatusData(ref);
    const reply = await this.#caller.call(endpoints.queryTicketStatus, { merchant: ref, data, ...options });
    return naming.fromTicketStatus(reply);
  }

  /** Redeems a ticket, or cancels its redemption (developers.ecpay.com.tw/?p=32164). */
  async writeOff(request: naming.WriteOffRequest, options?: CallOptions): Promise<void> {
    const data = naming.toWriteOffData(request);
    await this.#caller.call(endpoints.writeOff, { merchant: request, data, ...options });
  }

  /** Refunds a ticket, or cancels its refund (developers.ecpay.com.tw/?p=32165). */
  async refund(request: naming.RefundRequest, options?: CallOptions): Promise<void> {
    const data = naming.toRefundData(request);
    await this.#caller.call(endpoints.refund, { merchant: request, data, ...options });
  }

  /** Queries the refunded amount of an order, NT$ (developers.ecpay.com.tw/?p=29971). */
  async queryRefundInfo(ref: OrderRef, options?: CallOptions): Promise<naming.RefundInfo> {
    const data = naming.toTradeNumberData(ref);
    const reply = await this.#caller.call(endpoints.queryRefundInfo, { merchant: ref, data, ...options });
    return naming.fromRefundInfo(reply);
  }

  /**
   * Queries an item of the catalogue (developers.ecpay.com.tw/?p=32184). The reply is in ECPay's names, which are not
   * public: readable fields have a type, the others pass through. `catalogueOf` reads several items in the client's
   * field names.
   */
  queryItemInfo(request: naming.ItemRequest, options?: CallOptions): Promise<ItemInfoReply> {
    const data = naming.toItemInfoData(request);
    return this.#caller.call(endpoints.queryItemInfo, { merchant: request, data, ...options });
  }

  /** Queries a page of 20 items, in ECPay's names, which are not public (developers.ecpay.com.tw/?p=29951). */
  batchQueryItemInfo(request: naming.CatalogueRequest, options?: CallOptions): Promise<BatchItemInfoReply> {
    const data = naming.toBatchItemInfoData(request);
    return this.#caller.call(endpoints.batchQueryItemInfo, { merchant: request, data, ...options });
  }

  /**
   * Queries for how many days ECPay keeps the merchant's money in escrow (developers.ecpay.com.tw/?p=29941). The reply
   * is in ECPay's names, which are not public.
   */
  escrowDays(ref: naming.MerchantRef, options?: CallOptions): Promise<Outcome> {
    return this.#caller.call(endpoints.escrowDay, { merchant: ref, data: naming.toMerchantData(ref), ...options });
  }

  /** Queries what to print on an order's unused paper tickets, in ECPay's names (developers.ecpay.com.tw/?p=29961). */
  queryPrintData(ref: OrderRef, options?: CallOptions): Promise<Outcome> {
    const data = naming.toTradeNumberData(ref);
    return this.#caller.call(endpoints.queryPrintData, { merchant: ref, data, ...options });
  }

  /**
   * Downloads a CSV report of orders or tickets, at most one per minute and merchant
   * (developers.ecpay.com.tw/?p=48558).
   */
  orderDetail(request: naming.ReportRequest, options?: CallOptions): Promise<string> {
    const data = naming.toOrderDetailData(request);
    return this.#caller.callForReport(endpoints.orderDetail, { merchant: request, data, ...options });
  }

  /** Closes the connections. */
  close(): void {
    this.#poster.close();
  }
}
