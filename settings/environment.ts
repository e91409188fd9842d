import { PRODUCTION_URL, STAGE_URL } from '../ecticket/index.js';

/** Which ECPay: its stand-in on this machine, its test system, or the one with real money. */
export const ENVIRONMENTS = ['sandbox', 'stage', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Where the sandbox and the callback receiver listen when nothing else is said. */
const SANDBOX_URL = 'http://127.0.0.1:4600';
export const SANDBOX_CALLBACK_URL = 'http://127.0.0.1:4610';

/** ECPay's address in an environment; only the sandbox's can be another. */
export function providerUrl(environment: Environment, sandboxUrl: string = SANDBOX_URL): string {
  return { sandbox: sandboxUrl, stage: STAGE_URL, production: PRODUCTION_URL }[environment];
}

/** Is this an address of ECPay itself? Then it is no sandbox, and people's data would go there unencrypted in histories. */
export function isECPays(url: string): boolean {
  return URL.canParse(url) && /(^|\.)ecpay\.com\.tw\.?$/.test(new URL(url).hostname);
}
