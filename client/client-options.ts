import { Client } from '@temporalio/client';
import { checkCodecKeys } from '../codec/codec-key.js';
import { CodecKeysNeededError } from '../codec/index.js';
import { CALLBACK_ADDRESSES, whyECPayCannotCall, type AllowedCallbackAddresses } from '../ecticket/callback-address.js';
import { CheckoutApi } from '../ecticket/checkout/checkout-api.js';
import type { CodeKeys } from '../ecticket/code-tags.js';
import {
  embeddedCheckoutUrl,
  ENVIRONMENTS,
  isECPayUrl,
  paymentUrl,
  providerUrl,
  type Environment,
} from '../ecticket/environment.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import { TicketApi } from '../ecticket/ticket-api.js';
import {
  assertOptions,
  FUNCTION,
  MERCHANTS,
  objectWith,
  oneOf,
  OPTIONAL,
  type OptionSchemas,
} from '../ecticket/options/check-options.js';
import { rejectOtherCopy } from '../sdk/duplicate-sdk.js';
import { callbackBase } from './notify-urls.js';

/** Options of `ECTicketClient`. */
export interface ECTicketClientOptions {
  /** A Temporal client for the namespace of the workers, with the same payload codec. */
  readonly client: Client;
  readonly merchants: MerchantRegistry;
  /** Outside the sandbox personal data is real, and `client` must encrypt it (ECTicketPlugin with codecKeys does). */
  readonly environment: Environment;
  /**
   * The public base URL of the callback receiver, without `/ecpay/…`. The client adds the notify URLs to orders that
   * have none. Without it, every order names its own URLs.
   */
  readonly callbackBaseUrl?: string;
  /**
   * Which notify URLs the client accepts, in orders and as `callbackBaseUrl`. `public` refuses URLs that ECPay cannot
   * call: a port other than 80 and 443, this machine, a private network. Default: `any` in the sandbox, else `public`.
   */
  readonly callbacks?: AllowedCallbackAddresses;
  /** The sandbox's address, if it is not http://127.0.0.1:4600. Only with environment 'sandbox'. */
  readonly baseUrl?: string;
  /** The client for ECPay's ticket API. Default: one that uses `merchants` and the address of `environment`. */
  readonly ticketApi?: TicketApi;
  /**
   * Whether `placeOrder` checks items, prices and voucher kinds in ECPay's catalogue. Default: true. If false, ECPay
   * refuses a wrong item only after the customer has paid, and an order without an amount is issued for any payment,
   * even NT$1.
   */
  readonly checkCatalogue?: boolean;
  /**
   * The `codeKeys` of the workers. With them, `findByCode` and `redeemByCode` find an order in an index. Without them,
   * they read the merchant's orders one by one and refuse if there are too many.
   */
  readonly codeKeys?: CodeKeys;
  /** Returns the current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The options with their defaults, and the ECPay clients built from them. */
export interface ResolvedOptions {
  readonly client: Client;
  readonly merchants: MerchantRegistry;
  readonly environment: Environment;
  readonly callbackBase: string | undefined;
  readonly callbacks: AllowedCallbackAddresses;
  readonly checkCatalogue: boolean;
  readonly codeKeys: CodeKeys | undefined;
  readonly now: () => number;
  readonly ticketApi: TicketApi;
  readonly checkout: CheckoutApi;
}

const OPTIONS: OptionSchemas<ECTicketClientOptions> = {
  client: objectWith('workflow', 'a Client of @temporalio/client'),
  merchants: MERCHANTS,
  environment: oneOf(ENVIRONMENTS),
  callbackBaseUrl: OPTIONAL,
  callbacks: oneOf(CALLBACK_ADDRESSES).optional(),
  baseUrl: OPTIONAL,
  ticketApi: objectWith('queryIssueResult', 'a TicketApi').optional(),
  checkCatalogue: OPTIONAL,
  codeKeys: OPTIONAL,
  now: FUNCTION.optional(),
};

/**
 * Checks the options of a client and applies their defaults.
 *
 * @throws InvalidOptionsError if an option is missing, unknown or of another kind.
 * @throws InvalidBaseUrlError if `baseUrl` is invalid.
 * @throws InvalidCodecKeysError if `codeKeys` is invalid.
 * @throws CodecKeysNeededError if the Temporal client does not encrypt payloads outside the sandbox.
 * @throws DuplicateSdkError if the Temporal client is of another copy of the SDK.
 * @throws TypeError if `callbackBaseUrl` is invalid or ECPay cannot call it, or `baseUrl` is not a sandbox's address.
 */
export function resolveOptions(options: ECTicketClientOptions): ResolvedOptions {
  assertOptions('ECTicketClient', OPTIONS, options);
  const { client, merchants, environment, callbackBaseUrl, codeKeys, checkCatalogue = true, now = Date.now } = options;
  rejectOtherCopy(client, Client, '@temporalio/client');
  const sandbox = sandboxUrl(environment, options.baseUrl);
  const callbacks = options.callbacks ?? (environment === 'sandbox' ? 'any' : 'public');
  const base = callbackBaseUrl === undefined ? undefined : callbackBase(callbackBaseUrl);
  if (callbacks === 'public') requireCallable(base);
  const baseUrl = providerUrl(environment, sandbox);
  const ticketApi = options.ticketApi ?? new TicketApi({ merchants, baseUrl, now });
  const checkout = new CheckoutApi({
    merchants,
    aioUrl: paymentUrl(environment, sandbox),
    embeddedUrl: embeddedCheckoutUrl(environment, sandbox),
    now,
  });
  if (codeKeys !== undefined) checkCodecKeys(codeKeys);
  const encrypts = client.options.loadedDataConverter.payloadCodecs.length > 0;
  if (environment !== 'sandbox' && !encrypts) throw new CodecKeysNeededError(environment);
  const settings = { client, merchants, environment, callbackBase: base, callbacks, checkCatalogue, codeKeys, now };
  return { ...settings, ticketApi, checkout };
}

/** @throws TypeError if ECPay cannot call the receiver. */
function requireCallable(base: string | undefined): void {
  const why = base === undefined ? undefined : whyECPayCannotCall(base);
  if (why === undefined) return;
  throw new TypeError(
    `callbackBaseUrl ${why}. Use a public address with port 80 or 443, or set callbacks: 'any' for no callbacks.`,
  );
}

/** @throws TypeError if `baseUrl` cannot be a sandbox's. */
function sandboxUrl(environment: Environment, baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined || (environment === 'sandbox' && !isECPayUrl(baseUrl))) return baseUrl;
  throw new TypeError("baseUrl is a sandbox's address: leave it out, or use environment 'sandbox' with one.");
}
