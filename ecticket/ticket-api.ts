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
import { fetchOrderPages } from './order-pages.js';
import type { OrderRef, TicketOrder } from './order.js';
import { validateOrder } from './validate-order.js';

export interface TicketApiOptions {
  readonly merchants: MerchantRegistry;
  /** `STAGE_URL`, `PRODUCTION_URL`, or a sandbox's. */
  readonly baseUrl: string;
  /** Milliseconds since the epoch; the request's timestamp and the day of issue. `Date.now` unless given. */
  readonly now?: () => number;
  /** Deviations from `DEFAULT_TIMEOUTS`, in milliseconds. */
  readonly timeouts?: Partial<Timeouts>;
  /** Told of habits of ECPay's that are worth a line in the log. */
  readonly log?: Warn;
}

/**
 * ECPay's twelve ECTicket endpoints in our names, over kept connections. Nothing is repeated by itself.
 *
 * Every method may throw, each an `ECTicketError`:
 * - nothing was sent: InvalidRequestError, UnknownMerchantError, MerchantLookupError, InvalidMerchantsError, CannotConnectError;
 * - ECPay did not act: ThrottledError, EnvelopeRefusedError, BusinessRefusalError;
 * - ECPay may have acted: TimedOutError, ServerError, NotAnECPayReplyError, DataRejectedError.
 */
export class TicketApi {
  readonly #merchants: MerchantRegistry;
  readonly #now: () => number;
  readonly #poster: HttpPoster;
  readonly #caller: EndpointCaller;

  /** @throws InvalidBaseUrlError */
  constructor({ merchants, baseUrl, now = Date.now, timeouts, log: warn = () => undefined }: TicketApiOptions) {
    this.#merchants = merchants;
    this.#now = now;
    this.#poster = new HttpPoster(baseUrl, timeouts);
    this.#caller = new EndpointCaller({ merchants, poster: this.#poster, now, warn });
  }

  /**
   * Hands an order over for issuance, and returns ECPay's whole reply (developers.ecpay.com.tw, Ticket Issuance, Response). Not idempotent: a trade number can be used once, so ask {@link queryIssueResult}
   * before a second attempt.
   *
   * @throws InvalidOrderError with every broken rule, before anything is sent.
   */
  async issue(order: TicketOrder, options?: CallOptions): Promise<IssueReceipt> {
    const { profile } = await this.#merchants.getActing(order);
    const data = naming.toIssueData(validateOrder(order, { profile, now: this.#now() }).order);
    const { reply, header } = await this.#caller.callWithHeader(endpoints.issue, { who: order, data, ...options });
    return naming.fromIssueReply(reply, header);
  }

  /** Whether an order's tickets have come into being (developers.ecpay.com.tw/?p=32186). */
  async queryIssueResult(ref: OrderRef, options?: CallOptions): Promise<IssueResult> {
    const data = naming.toTradeNumberData(ref);
    return naming.fromIssueResult(await this.#caller.call(endpoints.queryIssueResult, { who: ref, data, ...options }));
  }

  /** An issued order with all its tickets, every page of it (developers.ecpay.com.tw/?p=37942, ?p=42704). */
  async queryOrder(ref: OrderRef, options?: CallOptions): Promise<ProviderOrder> {
    const pages = await fetchOrderPages((pageNum) => {
      const data = naming.toOrderInfoData(ref, pageNum);
      return this.#caller.call(endpoints.queryOrderInfo, { who: ref, data, ...options });
    });
    return naming.fromOrderInfoPages(pages);
  }

  /** One ticket, by its own number or the scanned one (developers.ecpay.com.tw/?p=32188). */
  async queryTicketStatus(ref: naming.TicketRef, options?: CallOptions): Promise<naming.TicketStatus> {
    const data = naming.toTicketStatusData(ref);
    return naming.fromTicketStatus(
      await this.#caller.call(endpoints.queryTicketStatus, { who: ref, data, ...options }),
    );
  }

  /** Redeems a ticket, or cancels its redemption (developers.ecpay.com.tw/?p=32164). */
  async writeOff(request: naming.WriteOffRequest, options?: CallOptions): Promise<void> {
    const data = naming.toWriteOffData(request);
    await this.#caller.call(endpoints.writeOff, { who: request, data, ...options });
  }

  /** Refunds a ticket, or cancels its refund (developers.ecpay.com.tw/?p=32165). */
  async refund(request: naming.RefundRequest, options?: CallOptions): Promise<void> {
    const data = naming.toRefundData(request);
    await this.#caller.call(endpoints.refund, { who: request, data, ...options });
  }

  /** What of an order's money went back, NT$ (developers.ecpay.com.tw/?p=29971). */
  async queryRefundInfo(ref: OrderRef, options?: CallOptions): Promise<naming.RefundInfo> {
    const data = naming.toTradeNumberData(ref);
    return naming.fromRefundInfo(await this.#caller.call(endpoints.queryRefundInfo, { who: ref, data, ...options }));
  }

  /**
   * A product of the catalogue (developers.ecpay.com.tw/?p=32184), in ECPay's names. These are not public: what can be read
   * is typed, the rest passes through. `catalogueOf` asks for several, and answers in our names.
   */
  queryItemInfo(request: naming.ItemRequest, options?: CallOptions): Promise<ItemInfoReply> {
    const data = naming.toItemInfoData(request);
    return this.#caller.call(endpoints.queryItemInfo, { who: request, data, ...options });
  }

  /** A page of 20 products, in ECPay's names, which are not public (developers.ecpay.com.tw/?p=29951). */
  batchQueryItemInfo(request: naming.CatalogueRequest, options?: CallOptions): Promise<BatchItemInfoReply> {
    const data = naming.toBatchItemInfoData(request);
    return this.#caller.call(endpoints.batchQueryItemInfo, { who: request, data, ...options });
  }

  /** How long the merchant's money is kept, in ECPay's names, which are not public (developers.ecpay.com.tw/?p=29941). */
  escrowDays(ref: naming.MerchantRef, options?: CallOptions): Promise<Outcome> {
    return this.#caller.call(endpoints.escrowDay, { who: ref, data: naming.toMerchantData(ref), ...options });
  }

  /** What a merchant prints on unused paper tickets, in ECPay's names (developers.ecpay.com.tw/?p=29961). */
  queryPrintData(ref: OrderRef, options?: CallOptions): Promise<Outcome> {
    return this.#caller.call(endpoints.queryPrintData, { who: ref, data: naming.toTradeNumberData(ref), ...options });
  }

  /** A CSV report of orders or tickets; one a minute and merchant (developers.ecpay.com.tw/?p=48558). */
  orderDetail(request: naming.ReportRequest, options?: CallOptions): Promise<string> {
    const data = naming.toOrderDetailData(request);
    return this.#caller.callForReport(endpoints.orderDetail, { who: request, data, ...options });
  }

  /** Ends the kept connections. */
  close(): void {
    this.#poster.close();
  }
}
