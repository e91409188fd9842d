import type { MerchantSettings, UrlEncoding } from '../ecticket/index.js';
import type { PaymentMerchant } from './payments/payment-merchant.js';

export interface SandboxOptions {
  /**
   * Merchants beside ECPay's three public test merchants, by MerchantID; also other settings for one of the three. The
   * `payment` of each takes payments, too.
   */
  readonly merchants?: Readonly<Record<string, MerchantSettings>>;
  /**
   * For which merchants each platform acts, by the platform's MerchantID. ECPay's public platform acts for its test
   * merchant and for every merchant of `merchants` besides.
   */
  readonly platforms?: Readonly<Record<string, readonly string[]>>;
  /** The active branches of merchants, by MerchantID. A merchant without any may name whatever StoreID it likes. */
  readonly branches?: Readonly<Record<string, readonly string[]>>;
  /** Who takes the payments that name no payment merchant; ECPay's public test merchant unless said. */
  readonly paymentMerchants?: { readonly aio?: PaymentMerchant; readonly embedded?: PaymentMerchant };
  /** From Issue to the tickets, in ms. Left out, a job runs on every fifth minute, as at ECPay. Paper is always at once. */
  readonly issueDelay?: number;
  /** From a redemption or refund to its callback, in ms. Left out, a job runs once a day, as at ECPay. */
  readonly callbackDelay?: number;
  /** What a trade number that was used leads to: a refusal, as at ECPay, or tickets once more, so that a double issue shows. */
  readonly duplicates?: 'refuse' | 'allow';
  /**
   * Whether Issue refuses an order under a MerchantTradeNo that the sandbox does not know to be paid by one-time credit
   * card. Orders that another provider's payment paid for (escrow, PaymentProvider 2) and those of the back office are not asked.
   */
  readonly requirePayment?: boolean;
  /** How QueryTradeInfo writes its answer: values as they are, without a line end or a byte order mark, unless said. */
  readonly tradeInfo?: FormWriting;
  /**
   * A hostile mode: Data is plain JSON, URL-encoded in this one way, and the success message has blanks and brackets.
   * ECPay's pages name `rfc3986`, its samples use `phpUrlencode`. Left out, every encoder can verify what is sent, and the
   * message is the page's `success`.
   */
  readonly spelling?: UrlEncoding;
}

export const DEFAULT_PORT = 4600;

/** How QueryTradeInfo writes its form: see `SandboxOptions.tradeInfo`. */
export interface FormWriting {
  /** Values are URL-encoded; without it a blank is a blank, a plus a plus, and Chinese is Chinese. */
  readonly encoded?: boolean;
  /** A line end follows the form. */
  readonly lineEnd?: boolean;
  /** A byte order mark precedes it. */
  readonly byteOrderMark?: boolean;
}
