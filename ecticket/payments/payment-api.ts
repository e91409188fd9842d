import { noInterceptor, type CallOptions } from '../call-options.js';
import { embeddedPaymentUrl } from '../environment.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { HttpPoster } from '../http/http-poster.js';
import type { Timeouts } from '../http/http-poster.js';
import type { MerchantRegistry } from '../merchants.js';
import type { MerchantPayment } from '../merchant.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import { verifyReplyForm } from './form.js';
import { type Form } from './form-fields.js';
import { getPaymentAccount } from '../merchants.js';
import { embeddedResultOf, QUERY_EMBEDDED_TRADE, toEmbeddedQuery } from './query-embedded-trade.js';
import { QUERY_TRADE_INFO, toTradeData, tradeResultOf, type PaymentRef, type TradeResult } from './query-trade-info.js';

export interface PaymentApiOptions {
  readonly merchants: MerchantRegistry;
  /**
   * `PAYMENT_STAGE_URL`, `PAYMENT_PRODUCTION_URL`, or a sandbox's. The embedded checkout's query goes to ECPay's other host
   * of the same environment.
   */
  readonly baseUrl: string;
  /** Milliseconds since the epoch; the request's timestamp, of which ECPay believes 3 minutes. `Date.now` unless given. */
  readonly now?: () => number;
  /** Deviations from `DEFAULT_TIMEOUTS`, in milliseconds. */
  readonly timeouts?: Partial<Timeouts>;
}

/**
 * ECPay's payment system, as far as ticket orders need it. Its keys are the `payment` of a merchant's settings. Nothing is
 * repeated by itself.
 */
export class PaymentApi {
  readonly #merchants: MerchantRegistry;
  readonly #now: () => number;
  readonly #poster: HttpPoster;
  readonly #embeddedPoster: HttpPoster;

  /** @throws InvalidBaseUrlError */
  constructor({ merchants, baseUrl, now = Date.now, timeouts }: PaymentApiOptions) {
    this.#merchants = merchants;
    this.#now = now;
    this.#poster = new HttpPoster(baseUrl, timeouts);
    this.#embeddedPoster = new HttpPoster(embeddedPaymentUrl(baseUrl), timeouts);
  }

  /**
   * Whether an order was paid, as ECPay's own books have it (developers.ecpay.com.tw/?p=2890, ?p=16579). For some ten
   * minutes a payment that was made may still be told as not paid. Asks and changes nothing, so that it may be repeated.
   *
   * Every error is an `ECTicketError`:
   * - nothing was sent: InvalidRequestError, UnknownMerchantError, MerchantLookupError, InvalidMerchantsError (also where
   *   the merchant has no payment keys), CannotConnectError;
   * - no answer that can be believed: ThrottledError, TimedOutError, ServerError, NotAnECPayReplyError, DataRejectedError.
   */
  async queryTrade(ref: PaymentRef, { signal, interceptor = noInterceptor }: CallOptions = {}): Promise<TradeResult> {
    const payment = await getPaymentAccount(this.#merchants, ref.merchantId);
    // Checked before the interceptor is asked, stamped when the request is sent: it may have waited there.
    const stamped = () => toTradeData(ref, payment.merchantId, this.#now());
    stamped();
    const asked = { endpoint: QUERY_TRADE_INFO.name, merchantId: payment.merchantId };
    return await interceptor(asked, async () => {
      const data = stamped();
      const body = await this.#poster.post({
        ...asked,
        path: QUERY_TRADE_INFO.path,
        contentType: 'application/x-www-form-urlencoded',
        body: signed(data, payment),
        now: this.#now,
        signal,
      });
      const form = verifyReplyForm(body, payment.keys);
      if (form === undefined) throw new NotAnECPayReplyError(QUERY_TRADE_INFO.name, 'notAForm');
      return tradeResultOf(form, data);
    });
  }

  /**
   * Whether an order was paid at the embedded checkout, as ECPay's own books have it
   * (developers.ecpay.com.tw/?p=9083, ?p=45927). Its notices have no checksum: ask this before money counts. For some ten
   * minutes a payment that was made may still be told as not paid. Asks and changes nothing, so that it may be repeated.
   *
   * @throws as {@link queryTrade}, and EnvelopeRefusedError.
   * @example
   * ```ts
   * const trade = await payments.queryEmbeddedTrade({ merchantId: '3085676', merchantTradeNo: 'CX202611220001' });
   * if (trade.paid && trade.method === 'creditOneTime') console.log(trade.amount, trade.reference);
   * ```
   */
  async queryEmbeddedTrade(ref: PaymentRef, { signal, interceptor = noInterceptor }: CallOptions = {}): Promise<TradeResult> {
    const payment = await getPaymentAccount(this.#merchants, ref.merchantId);
    const query = toEmbeddedQuery(ref, payment, this.#now());
    const asked = { endpoint: QUERY_EMBEDDED_TRADE.name, merchantId: payment.merchantId };
    return await interceptor(asked, async () => {
      const body = await this.#embeddedPoster.post({
        ...asked,
        path: QUERY_EMBEDDED_TRADE.path,
        body: query.body,
        now: this.#now,
        signal,
      });
      return embeddedResultOf(body, query, payment);
    });
  }

  /** Whether the merchant's settings have an AIO notice count without {@link queryTrade}. Asks ECPay nothing. */
  async trustsAioNotices(ref: PaymentRef): Promise<boolean> {
    return (await getPaymentAccount(this.#merchants, ref.merchantId)).trustAioNotices;
  }

  /** Ends the kept connections. */
  close(): void {
    this.#poster.close();
    this.#embeddedPoster.close();
  }
}

function signed(data: Form, { keys: [newest] }: MerchantPayment): string {
  return new URLSearchParams({ ...data, CheckMacValue: aioCheckMacValue(data, newest) }).toString();
}
