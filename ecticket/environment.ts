/** ECPay's addresses per environment. */
import { InvalidBaseUrlError } from './errors/invalid-base-url-error.js';

/** The sandbox on this machine, ECPay's stage (test) system, and ECPay's production system with real money. */
export const ENVIRONMENTS = ['sandbox', 'stage', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** ECPay's ECTicket hosts (developers.ecpay.com.tw, Ticket Issuance, API URLs). */
export const STAGE_URL = 'https://ecticket-stage.ecpay.com.tw';
export const PRODUCTION_URL = 'https://ecticket.ecpay.com.tw';

/** ECPay's AIO payment hosts (developers.ecpay.com.tw/?p=2890). */
export const PAYMENT_STAGE_URL = 'https://payment-stage.ecpay.com.tw';
export const PAYMENT_PRODUCTION_URL = 'https://payment.ecpay.com.tw';

/**
 * ECPay's hosts for queries about embedded payments (developers.ecpay.com.tw/?p=9083, ?p=45927), by AIO payment host.
 */
const EMBEDDED_PAYMENT_URLS: Readonly<Record<string, string>> = {
  [PAYMENT_STAGE_URL]: 'https://ecpayment-stage.ecpay.com.tw',
  [PAYMENT_PRODUCTION_URL]: 'https://ecpayment.ecpay.com.tw',
};

/** ECPay's hosts for the tokens of the embedded checkout (developers.ecpay.com.tw/?p=9040). */
export const EMBEDDED_CHECKOUT_STAGE_URL = 'https://ecpg-stage.ecpay.com.tw';
export const EMBEDDED_CHECKOUT_PRODUCTION_URL = 'https://ecpg.ecpay.com.tw';

/** Default addresses of the sandbox and of the callback receiver. */
const SANDBOX_URL = 'http://127.0.0.1:4600';
export const SANDBOX_CALLBACK_URL = 'http://127.0.0.1:4610';

/**
 * Returns the base URL of ECTicket in an environment. `sandboxUrl` applies to the sandbox only.
 *
 * @throws TypeError if there is no such environment.
 */
export function providerUrl(environment: Environment, sandboxUrl: string = SANDBOX_URL): string {
  if (!ENVIRONMENTS.includes(environment))
    throw new TypeError(`There is no environment "${environment as string}". Use one of: ${ENVIRONMENTS.join(', ')}.`);
  return { sandbox: sandboxUrl, stage: STAGE_URL, production: PRODUCTION_URL }[environment];
}

/** Returns the base URL of ECPay's AIO payments in an environment. `sandboxUrl` applies to the sandbox only. */
export function paymentUrl(environment: Environment, sandboxUrl: string = SANDBOX_URL): string {
  return { sandbox: sandboxUrl, stage: PAYMENT_STAGE_URL, production: PAYMENT_PRODUCTION_URL }[environment];
}

/**
 * Returns the base URL for queries about embedded payments.
 *
 * @param url base URL of AIO payments in the same environment; a sandbox uses this address for both
 */
export function embeddedPaymentUrl(url: string): string {
  return EMBEDDED_PAYMENT_URLS[url.replace(/\/+$/, '')] ?? url;
}

/** Returns the base URL for tokens of the embedded checkout. `sandboxUrl` applies to the sandbox only. */
export function embeddedCheckoutUrl(environment: Environment, sandboxUrl: string = SANDBOX_URL): string {
  const urls = {
    sandbox: sandboxUrl,
    stage: EMBEDDED_CHECKOUT_STAGE_URL,
    production: EMBEDDED_CHECKOUT_PRODUCTION_URL,
  };
  return urls[environment];
}

/**
 * Whether a URL is one of ECPay's own hosts. A sandbox environment must not use one: histories without encryption would
 * contain real personal data.
 */
export function isECPayUrl(url: string): boolean {
  return URL.canParse(url) && /(^|\.)ecpay\.com\.tw\.?$/.test(new URL(url).hostname);
}

/**
 * Checks a base URL and removes its trailing slashes.
 *
 * @throws InvalidBaseUrlError unless it is an http or https URL without user name, query and fragment
 */
export function normalizeBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isUsable =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (!isUsable) throw new InvalidBaseUrlError();
  return url.href.replace(/\/+$/, '');
}
