import { noInterceptor, type CallOptions } from '../call-options.js';
import { HttpPoster } from '../http/http-poster.js';
import type { Timeouts } from '../http/http-poster.js';
import type { MerchantRegistry } from '../merchants.js';
import { getPaymentAccount } from '../merchants.js';
import { aioCheckoutForm, type AioCheckoutOrder, type CheckoutForm } from './aio-checkout-form.js';
import { readEmbeddedToken, embeddedTokenRequest, GET_TOKEN_BY_TRADE, type EmbeddedToken } from './embedded-token.js';
import type { CheckoutOrder } from './order-fields.js';

export interface CheckoutApiOptions {
  readonly merchants: MerchantRegistry;
  /** Where AIO's checkout is: `paymentUrl(environment)`. */
  readonly aioUrl: string;
  /** Where the embedded checkout makes tokens: `embeddedCheckoutUrl(environment)`. */
  readonly embeddedUrl: string;
  /** Milliseconds since the epoch; the order's date and the request's timestamp. `Date.now` unless given. */
  readonly now?: () => number;
  /** Deviations from `DEFAULT_TIMEOUTS`, in milliseconds. */
  readonly timeouts?: Partial<Timeouts>;
}

/** An order that is to be paid, and the merchant whose tickets it is for. */
type Of<Order> = Order & { readonly merchantId: string };

/**
 * ECPay's two checkouts, as far as ticket orders need them: one-time payment by credit card. Keys are the `payment` of a
 * merchant's settings. Nothing is repeated by itself.
 */
export class CheckoutApi {
  readonly #merchants: MerchantRegistry;
  readonly #aioUrl: string;
  readonly #now: () => number;
  readonly #poster: HttpPoster;

  /** @throws InvalidBaseUrlError */
  constructor({ merchants, aioUrl, embeddedUrl, now = Date.now, timeouts }: CheckoutApiOptions) {
    this.#merchants = merchants;
    this.#aioUrl = aioUrl;
    this.#now = now;
    this.#poster = new HttpPoster(embeddedUrl, timeouts);
  }

  /**
   * The form with which a customer's browser goes to AIO. Nothing is sent.
   *
   * @throws InvalidRequestError, UnknownMerchantError, MerchantLookupError, InvalidMerchantsError (also where the merchant
   *   has no payment keys).
   */
  async aioForm({ merchantId, ...order }: Of<AioCheckoutOrder>): Promise<CheckoutForm> {
    const payment = await getPaymentAccount(this.#merchants, merchantId);
    return aioCheckoutForm(order, { payment, baseUrl: this.#aioUrl, now: this.#now() });
  }

  /**
   * A token for the embedded checkout (developers.ecpay.com.tw/?p=9040).
   *
   * Every error is an `ECTicketError`: those of {@link aioForm}; CannotConnectError, ThrottledError, TimedOutError,
   * ServerError; NotAnECPayReplyError, EnvelopeRefusedError, DataRejectedError, BusinessRefusalError.
   */
  async embeddedToken(
    { merchantId, ...order }: Of<CheckoutOrder>,
    { signal, interceptor = noInterceptor }: CallOptions = {},
  ): Promise<EmbeddedToken> {
    const payment = await getPaymentAccount(this.#merchants, merchantId);
    const { path, body } = embeddedTokenRequest(order, { payment, now: this.#now() });
    const asked = { endpoint: GET_TOKEN_BY_TRADE.name, merchantId: payment.merchantId };
    return await interceptor(asked, async () => {
      const answer = await this.#poster.post({ ...asked, path, body: JSON.stringify(body), now: this.#now, signal });
      return readEmbeddedToken(answer, payment);
    });
  }

  /** Ends the kept connections. */
  close(): void {
    this.#poster.close();
  }
}
