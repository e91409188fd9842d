/** Which ECPay: its stand-in on this machine, its test system, or the one with real money. */
export const ENVIRONMENTS = ['sandbox', 'stage', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** ECPay's hosts (developers.ecpay.com.tw, Ticket Issuance, API URLs). */
export const STAGE_URL = 'https://ecticket-stage.ecpay.com.tw';
export const PRODUCTION_URL = 'https://ecticket.ecpay.com.tw';

/** ECPay's hosts for payments (developers.ecpay.com.tw/?p=2890). */
export const PAYMENT_STAGE_URL = 'https://payment-stage.ecpay.com.tw';
export const PAYMENT_PRODUCTION_URL = 'https://payment.ecpay.com.tw';

/** ECPay's hosts for queries about the embedded checkout's payments (developers.ecpay.com.tw/?p=9083, ?p=45927). */
const EMBEDDED_PAYMENT_URLS: Readonly<Record<string, string>> = {
  [PAYMENT_STAGE_URL]: 'https://ecpayment-stage.ecpay.com.tw',
  [PAYMENT_PRODUCTION_URL]: 'https://ecpayment.ecpay.com.tw',
};

/** ECPay's hosts for the tokens of the embedded checkout (developers.ecpay.com.tw/?p=9040). */
export const EMBEDDED_CHECKOUT_STAGE_URL = 'https://ecpg-stage.ecpay.com.tw';
export const EMBEDDED_CHECKOUT_PRODUCTION_URL = 'https://ecpg.ecpay.com.tw';

/** Where the sandbox and the callback receiver listen when nothing else is said. */
const SANDBOX_URL = 'http://127.0.0.1:4600';
export const SANDBOX_CALLBACK_URL = 'http://127.0.0.1:4610';

/** ECPay's address in an environment; only the sandbox's can be another. */
export function providerUrl(environment: Environment, sandboxUrl: string = SANDBOX_URL): string {
  return { sandbox: sandboxUrl, stage: STAGE_URL, production: PRODUCTION_URL }[environment];
}

/** The address of ECPay's payments in an environment; only the sandbox's can be another. */
export function paymentUrl(environment: Environment, sandboxUrl: string = SANDBOX_URL): string {
  return { sandbox: sandboxUrl, stage: PAYMENT_STAGE_URL, production: PAYMENT_PRODUCTION_URL }[environment];
}

/** Where the embedded checkout's payments are asked about, beside ECPay's payments at `url`; a sandbox has one address for all. */
export function embeddedPaymentUrl(url: string): string {
  return EMBEDDED_PAYMENT_URLS[url.replace(/\/+$/, '')] ?? url;
}

/** Where the embedded checkout makes tokens in an environment; only the sandbox's can be another. */
export function embeddedCheckoutUrl(environment: Environment, sandboxUrl: string = SANDBOX_URL): string {
  const urls = {
    sandbox: sandboxUrl,
    stage: EMBEDDED_CHECKOUT_STAGE_URL,
    production: EMBEDDED_CHECKOUT_PRODUCTION_URL,
  };
  return urls[environment];
}

/** Is this an address of ECPay itself? Then it is no sandbox, and people's data would go there unencrypted in histories. */
export function isECPays(url: string): boolean {
  return URL.canParse(url) && /(^|\.)ecpay\.com\.tw\.?$/.test(new URL(url).hostname);
}
