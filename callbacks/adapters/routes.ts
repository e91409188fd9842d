import { CALLBACK_PATHS } from '../../client/notify-urls.js';
import type { Posted } from '../receiver.js';

export interface HandlerOptions {
  /** What stands before `/ecpay/…` in the addresses that ECPay calls, such as `/shop`. Default: nothing. */
  readonly basePath?: string;
}

/** Each kind with its path, below the base path. Every adapter serves all of them. */
export const ROUTES = Object.entries(CALLBACK_PATHS) as readonly [kind: Posted['kind'], path: string][];

/**
 * A base path as it stands in the addresses of requests: percent-encoded, without a slash at its end.
 *
 * @throws TypeError for what is no path, or one with what routers take for a pattern.
 */
export function readBasePath(basePath = ''): string {
  if (!/^(\/[^?#:*]*)?$/.test(basePath)) {
    throw new TypeError(
      `basePath must be a path such as "/shop", without ? # : and *, not ${JSON.stringify(basePath)}`,
    );
  }
  return new URL(`http://localhost${basePath}`).pathname.replace(/\/+$/, '');
}

/**
 * Tells which kind is posted to a path.
 *
 * @throws TypeError for a base path that is none.
 */
export function routesBelow(basePath?: string): (path: string) => Posted['kind'] | undefined {
  const base = readBasePath(basePath);
  const kinds = new Map(ROUTES.map(([kind, path]) => [base + path, kind]));
  return (path) => kinds.get(path);
}
