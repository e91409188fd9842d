import { AcceptedKeys } from '../accepted-keys.js';
import { noInterceptor, type CallOptions } from '../call-options.js';
import { embeddedPaymentUrl } from '../environment.js';
import { NotAnECPayReplyError } from '../errors/not-an-ecpay-reply-error.js';
import { HttpPoster, type Timeouts } from '../http/http-poster.js';
import type { PaymentKeyPair } from '../key-pair.js';
import type { MerchantPayment } from '../merchant.js';
import { getPaymentAccount, type MerchantRegistry } from '../merchants.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import type { Form } from './form-fields.js';
import { QUERY_EMBEDDED_TRADE, readEmbeddedResult, toEmbeddedQuery } from './query-embedded-trade.js';
import { assertOptions, FUNCTION, MERCHANTS, OPTIONAL, type OptionSchemas } from '../options/check-options.js';
import {
  QUERY_TRADE_INFO,
  readTradeResult,
  toTradeData,
  type PaymentRef,
  type TradeResult,
} from './query-trade-info.js';
import { verifyReplyForm } from './signed-form.js';

export interface PaymentApiOptions {
  readonly merchants: MerchantRegistry;
  /**
   * `PAYMENT_STAGE_URL`, `PAYMENT_PRODUCTION_URL`, or the address of a sandbox. Queries about the embedded checkout go
   * to ECPay's other host of the same environment.
   */
  readonly baseUrl: string;
  /**
   * The clock for timestamps, in milliseconds since the epoch. ECPay refuses AIO queries that are more than 3 minutes
   * old. Default: `Date.now`.
   */
  readonly now?: () => number;
  /** Overrides of `DEFAULT_TIMEOUTS`, in milliseconds. */
  readonly timeouts?: Partial<Timeouts>;
}

const OPTIONS: OptionSchemas<PaymentApiOptions> = {
  merchants: MERCHANTS,
  baseUrl: OPTIONAL,
  now: FUNCTION.optional(),
  timeouts: OPTIONAL,
};

/**
 * Queries ECPay's payment system. It uses the keys in the `payment` of a merchant's settings, and never retries, except
 * with the next key pair if the embedded checkout refuses the envelope.
 *
 * @example
 * const payments = new PaymentApi({ merchants, baseUrl: PAYMENT_STAGE_URL });
 * const trade = await payments.queryTrade({ merchantId: '3085676', merchantTradeNo: 'CX202611220001' });
 */
export class PaymentApi {
  readonly #merchants: MerchantRegistry;
  readonly #now: () => number;
  readonly #poster: HttpPoster;
  readonly #embeddedPoster: HttpPoster;
  readonly #acceptedKeys = new AcceptedKeys<PaymentKeyPair>();

  /** @throws InvalidOptionsError, InvalidBaseUrlError */
  constructor(options: PaymentApiOptions) {
    assertOptions('PaymentApi', OPTIONS, options);
    const { merchants, baseUrl, now = Date.now, timeouts } = options;
    this.#merchants = merchants;
    this.#now = now;
    this.#poster = new HttpPoster(baseUrl, timeouts);
    this.#embeddedPoster = new HttpPoster(embeddedPaymentUrl(baseUrl), timeouts);
  }

  /**
   * Queries whether an AIO payment was made (developers.ecpay.com.tw/?p=2890, ?p=16579). For about ten minutes, ECPay
   * may still report a completed payment as unpaid. The query changes nothing, so you can repeat it.
   *
   * Every error is an `ECTicketError`:
   * - nothing was sent: InvalidRequestError, UnknownMerchantError, MerchantLookupError, InvalidMerchantsError (also if
   *   the merchant has no payment keys), CannotConnectError;
   * - no valid answer: ThrottledError, TimedOutError, ServerError, NotAnECPayReplyError, DataRejectedError.
   */
  async queryTrade(ref: PaymentRef, { signal, interceptor = noInterceptor }: CallOptions = {}): Promise<TradeResult> {
    const payment = await getPaymentAccount(this.#merchants, ref.merchantId);
    const createData = () => toTradeData(ref, payment.merchantId, this.#now());
    // Validates the request before the interceptor runs.
    createData();
    const request = { endpoint: QUERY_TRADE_INFO.name, merchantId: payment.merchantId };
    return await interceptor(request, async () => {
      // Created again with a new timestamp: the request may have waited in the interceptor.
      const data = createData();
      const body = await this.#poster.post({
        ...request,
        path: QUERY_TRADE_INFO.path,
        contentType: 'application/x-www-form-urlencoded',
        body: sign(data, payment),
        now: this.#now,
        signal,
      });
      const form = verifyReplyForm(body, payment.keys);
      if (form === undefined) throw new NotAnECPayReplyError(QUERY_TRADE_INFO.name, 'notAForm');
      return readTradeResult(form, data);
    });
  }

  /**
   * Queries whether a payment of the embedded checkout was made (developers.ecpay.com.tw/?p=9083, ?p=45927). The
   * notifications of the embedded checkout have no checksum: call this method before you rely on a payment. For about
   * ten minutes, ECPay may still report a completed payment as unpaid. The query changes nothing, so you can repeat it.
   *
   * @throws as {@link queryTrade}, and EnvelopeRefusedError.
   * @example
   * ```ts
   * const trade = await payments.queryEmbeddedTrade({ merchantId: '3085676', merchantTradeNo: 'CX202611220001' });
   * if (trade.paid && trade.method === 'creditOneTime') console.log(trade.amount, trade.reference);
   * ```
   */
  async queryEmbeddedTrade(
    ref: PaymentRef,
    { signal, interceptor = noInterceptor }: CallOptions = {},
  ): Promise<TradeResult> {
    const payment = await getPaymentAccount(this.#merchants, ref.merchantId);
    const request = { endpoint: QUERY_EMBEDDED_TRADE.name, merchantId: payment.merchantId };
    return await this.#acceptedKeys.send(payment.merchantId, payment.keys, async (pair) => {
      const query = toEmbeddedQuery(ref, { ...payment, keys: [pair] }, this.#now());
      return await interceptor(request, async () => {
        const body = await this.#embeddedPoster.post({
          ...request,
          path: QUERY_EMBEDDED_TRADE.path,
          body: query.body,
          now: this.#now,
          signal,
        });
        return readEmbeddedResult(body, query, payment);
      });
    });
  }

  /** Whether the merchant's settings trust AIO notification without {@link queryTrade}. Does not call ECPay. */
  async trustsAioNotices(ref: PaymentRef): Promise<boolean> {
    return (await getPaymentAccount(this.#merchants, ref.merchantId)).trustAioNotices;
  }

  /** Closes the connections. */
  close(): void {
    this.#poster.close();
    this.#embeddedPoster.close();
  }
}

/** Signs a form with the merchant's newest key. */
function sign(data: Form, { keys: [newest] }: MerchantPayment): string {
  return new URLSearchParams({ ...data, CheckMacValue: aioCheckMacValue(data, newest) }).toString();
}
