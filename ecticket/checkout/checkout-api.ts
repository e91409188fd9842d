import { AcceptedKeys } from '../accepted-keys.js';
import { noInterceptor, type CallOptions } from '../call-options.js';
import { HttpPoster } from '../http/http-poster.js';
import type { Timeouts } from '../http/http-poster.js';
import type { PaymentKeyPair } from '../key-pair.js';
import type { MerchantRegistry } from '../merchants.js';
import { getPaymentAccount } from '../merchants.js';
import { assertOptions, FUNCTION, MERCHANTS, OPTIONAL, TEXT, type OptionSchemas } from '../options/check-options.js';
import { aioCheckoutForm, type AioCheckoutOrder, type CheckoutForm } from './aio-checkout-form.js';
import { readEmbeddedToken, embeddedTokenRequest, GET_TOKEN_BY_TRADE, type EmbeddedToken } from './embedded-token.js';
import type { CheckoutOrder } from './order-fields.js';

export interface CheckoutApiOptions {
  readonly merchants: MerchantRegistry;
  /** Base URL of AIO: `paymentUrl(environment)`. */
  readonly aioUrl: string;
  /** Base URL for tokens of the embedded checkout: `embeddedCheckoutUrl(environment)`. */
  readonly embeddedUrl: string;
  /** The clock for order dates and timestamps, in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** Overrides of `DEFAULT_TIMEOUTS`, in milliseconds. */
  readonly timeouts?: Partial<Timeouts>;
}

const OPTIONS: OptionSchemas<CheckoutApiOptions> = {
  merchants: MERCHANTS,
  aioUrl: TEXT,
  embeddedUrl: OPTIONAL,
  now: FUNCTION.optional(),
  timeouts: OPTIONAL,
};

/** An order with the MerchantID of its tickets. */
type WithMerchant<Order> = Order & { readonly merchantId: string };

/**
 * Starts payments at ECPay's two checkouts, AIO and embedded: one-time payment by credit card. It uses the keys in the
 * `payment` of a merchant's settings, and never retries, except with the next key pair if the embedded checkout refuses
 * the envelope.
 *
 * @example
 * const checkout = new CheckoutApi({ merchants, aioUrl: PAYMENT_STAGE_URL, embeddedUrl: EMBEDDED_CHECKOUT_STAGE_URL });
 * const { action, fields } = await checkout.aioForm({
 *   merchantId: '3085676',
 *   merchantTradeNo: 'CX202611220001',
 *   amount: 1360,
 *   items: ['雙人下午茶券 x 2'],
 *   description: '電子票券',
 *   returnUrl: 'https://shop.example/ecpay/payment/aio',
 * });
 */
export class CheckoutApi {
  readonly #merchants: MerchantRegistry;
  readonly #aioUrl: string;
  readonly #now: () => number;
  readonly #poster: HttpPoster;
  readonly #acceptedKeys = new AcceptedKeys<PaymentKeyPair>();

  /** @throws InvalidOptionsError, InvalidBaseUrlError */
  constructor(options: CheckoutApiOptions) {
    assertOptions('CheckoutApi', OPTIONS, options);
    const { merchants, aioUrl, embeddedUrl, now = Date.now, timeouts } = options;
    this.#merchants = merchants;
    this.#aioUrl = aioUrl;
    this.#now = now;
    this.#poster = new HttpPoster(embeddedUrl, timeouts);
  }

  /**
   * Creates the form that takes a customer's browser to AIO. Sends nothing.
   *
   * @throws InvalidRequestError, UnknownMerchantError, MerchantLookupError, InvalidMerchantsError (also if the merchant
   *   has no payment keys).
   */
  async aioForm({ merchantId, ...order }: WithMerchant<AioCheckoutOrder>): Promise<CheckoutForm> {
    const payment = await getPaymentAccount(this.#merchants, merchantId);
    return aioCheckoutForm(order, { payment, baseUrl: this.#aioUrl, now: this.#now() });
  }

  /**
   * Gets a token for the embedded checkout from ECPay (developers.ecpay.com.tw/?p=9040).
   *
   * Every error is an `ECTicketError`: those of {@link aioForm}; CannotConnectError, ThrottledError, TimedOutError,
   * ServerError; NotAnECPayReplyError, EnvelopeRefusedError, DataRejectedError, BusinessRefusalError.
   */
  async embeddedToken(
    { merchantId, ...order }: WithMerchant<CheckoutOrder>,
    { signal, interceptor = noInterceptor }: CallOptions = {},
  ): Promise<EmbeddedToken> {
    const payment = await getPaymentAccount(this.#merchants, merchantId);
    const request = { endpoint: GET_TOKEN_BY_TRADE.name, merchantId: payment.merchantId };
    return await this.#acceptedKeys.send(payment.merchantId, payment.keys, async (pair) => {
      const now = this.#now();
      const { path, body } = embeddedTokenRequest(order, { payment: { ...payment, keys: [pair] }, now });
      return await interceptor(request, async () => {
        const reply = await this.#poster.post({ ...request, path, body: JSON.stringify(body), now: this.#now, signal });
        return readEmbeddedToken(reply, payment);
      });
    });
  }

  /** Closes the connections. */
  close(): void {
    this.#poster.close();
  }
}
