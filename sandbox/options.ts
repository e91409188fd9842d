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
  /** How the sandbox spells URL-encoding in what it seals; ECPay's pages say `rfc3986`, its samples `phpUrlencode`. */
  readonly spelling?: Extract<Spelling, 'rfc3986' | 'phpUrlencode'>;
}

export const DEFAULT_PORT = 4600;
