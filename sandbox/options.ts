import type { MerchantSettings, Spelling } from '../ecticket/index.js';
import type { PaymentMerchant } from './payments/payment-merchant.js';

export interface SandboxOptions {
  /** Merchants beside ECPay's three public test merchants, by MerchantID; also other settings for one of the three. */
  readonly merchants?: Readonly<Record<string, MerchantSettings>>;
  /** Who takes the payments of `POST /_sandbox/payments` and may ask about them; ECPay's public test merchant unless said. */
  readonly paymentMerchants?: { readonly aio?: PaymentMerchant; readonly embedded?: PaymentMerchant };
  /** From Issue to the tickets, in ms. Left out, a job runs on every fifth minute, as at ECPay. Paper is always at once. */
  readonly issueDelay?: number;
  /** From a redemption or refund to its callback, in ms. Left out, a job runs once a day, as at ECPay. */
  readonly callbackDelay?: number;
  /** What a trade number that was used leads to: a refusal, as at ECPay, or tickets once more, so that a double issue shows. */
  readonly duplicates?: 'refuse' | 'allow';
  /**
   * A hostile mode: Data is plain JSON, URL-encoded in this one way, and the success message has blanks and brackets.
   * ECPay's pages name `rfc3986`, its samples use `phpUrlencode`. Left out, every encoder can verify what is sent, and the
   * message is the page's `success`.
   */
  readonly spelling?: Spelling;
}

export const DEFAULT_PORT = 4600;
