import type { MerchantSettings, UrlEncoding } from '../ecticket/index.js';
import type { PaymentMerchant } from './payments/payment-merchant.js';

export interface SandboxOptions {
  /**
   * Merchants in addition to ECPay's three public test merchants, per MerchantID. They can also replace the settings of
   * these three. The `payment` settings of each merchant add a payment merchant.
   */
  readonly merchants?: Readonly<Record<string, MerchantSettings>>;
  /**
   * The merchants for which each platform acts, per MerchantID of the platform. ECPay's public platform also acts for
   * its test merchant and for every merchant of `merchants`.
   */
  readonly platforms?: Readonly<Record<string, readonly string[]>>;
  /** Active stores per MerchantID. A merchant without stores may use any StoreID. */
  readonly stores?: Readonly<Record<string, readonly string[]>>;
  /** The payment merchants for payments that name none. The default is ECPay's public test merchant. */
  readonly paymentMerchants?: { readonly aio?: PaymentMerchant; readonly embedded?: PaymentMerchant };
  /**
   * Time from Issue to the tickets, in ms. By default a job runs every five minutes, as at ECPay. Paper is always
   * issued immediately.
   */
  readonly issueDelay?: number;
  /** Time from a redemption or refund to its callback, in ms. By default a job runs once per day, as at ECPay. */
  readonly callbackDelay?: number;
  /**
   * Whether a used trade number is refused, as at ECPay, or issues tickets again, so that tests can detect a double
   * issue.
   */
  readonly duplicates?: 'refuse' | 'allow';
  /**
   * Whether Issue refuses an order unless its MerchantTradeNo was paid in the sandbox by one-time credit card. Orders
   * paid at another provider (escrow, PaymentProvider 2) and orders of ECPay's back office need no such payment.
   */
  readonly requirePayment?: boolean;
  /**
   * How QueryTradeInfo writes its answer. By default values are not encoded, and there is no line end or byte order
   * mark.
   */
  readonly tradeInfo?: FormWriting;
  /**
   * Encrypts plain JSON in this URL encoding only, and adds spaces and brackets to the success message. ECPay's pages
   * name `rfc3986`, its samples use `phpUrlencode`. By default, clients with any URL encoding can verify what the
   * sandbox sends, and the message is `success`, as on ECPay's page.
   */
  readonly urlEncoding?: UrlEncoding;
}

export const DEFAULT_PORT = 4600;

/** How QueryTradeInfo writes its form. */
export interface FormWriting {
  /** Whether values are URL-encoded. Otherwise spaces, plus signs and Chinese are sent as they are. */
  readonly encoded?: boolean;
  /** Whether a line end follows the form. */
  readonly lineEnd?: boolean;
  /** Whether a byte order mark precedes the form. */
  readonly byteOrderMark?: boolean;
}
