import { CALLBACK_PATHS } from '../../client/notify-urls.js';
import { assertOptions, OPTIONAL, type OptionSchemas } from '../../ecticket/options/check-options.js';
import { RECEIVER, type CallbackRequest, type Receiver } from '../receiver.js';

/** Options of the adapters for `node:http` and the web's `Request`. */
export interface HandlerOptions {
  /** The path before `/ecpay/…` in the URLs that ECPay calls, such as `/shop`. Default: none. */
  readonly basePath?: string;
}

const ARGUMENTS: OptionSchemas<HandlerOptions & { readonly receiver: Receiver }> = {
  receiver: RECEIVER,
  basePath: OPTIONAL,
};

/**
 * Checks the arguments of an adapter.
 *
 * @throws InvalidOptionsError if the receiver is missing or none, or an option is unknown.
 */
export function checkHandler(adapter: string, receiver: Receiver, options: HandlerOptions = {}): void {
  assertOptions(adapter, ARGUMENTS, { ...options, receiver });
}

/** The kinds of callbacks with their paths, without the base path. Every adapter serves all of them. */
export const ROUTES = Object.entries(CALLBACK_PATHS) as readonly [kind: CallbackRequest['kind'], path: string][];

/**
 * Parses a base path into the form that it has in URLs: percent-encoded, without a trailing slash.
 *
 * @throws TypeError if it is not a path, or contains pattern characters of routers.
 */
export function parseBasePath(basePath = ''): string {
  if (!/^(\/[^?#:*]*)?$/.test(basePath)) {
    throw new TypeError(
      `basePath must be a path such as "/shop", without ? # : and *, not ${JSON.stringify(basePath)}`,
    );
  }
  return new URL(`http://localhost${basePath}`).pathname.replace(/\/+$/, '');
}

/**
 * Creates a function that finds the kind of callback for a path.
 *
 * @throws TypeError if `basePath` is not a path.
 */
export function createRouter(basePath?: string): (path: string) => CallbackRequest['kind'] | undefined {
  const base = parseBasePath(basePath);
  const kinds = new Map(ROUTES.map(([kind, path]) => [base + path, kind]));
  return (path) => kinds.get(path);
}
