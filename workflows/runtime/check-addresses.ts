/** Validates the notify URLs of a child order: ECPay must be able to call them. */
import {
  asciiUrl,
  isHttpUrl,
  isLoopback,
  MAX_NOTIFY_URL_LENGTH,
  whyECPayCannotCall,
} from '../../ecticket/callback-address.js';
import { asRecord } from './as-record.js';
import { CALLBACK_PATHS, callbackBase } from '../messages/notify-urls.js';

/** Records a violation unless `holds`. */
export type Check = (holds: boolean, ...violation: [path: string, rule: string, message: string, fix: string]) => void;

/** Checks the order's own notify URLs and the `callbackBaseUrl`. */
export function checkAddresses(request: Readonly<Record<string, unknown>>, check: Check): void {
  const { order, callbackBaseUrl, callbacks } = request;
  check(
    callbacks === undefined || callbacks === 'any' || callbacks === 'public',
    'callbacks',
    'callbacks',
    "callbacks is 'public' (only URLs that ECPay can call) or 'any' (all URLs).",
    'Choose one of these, or leave it out.',
  );
  const { useStatusNotifyUrl, refundNotifyUrl } = asRecord(order);
  for (const [name, url] of Object.entries({ useStatusNotifyUrl, refundNotifyUrl })) {
    if (url === undefined || url === '') continue;
    const isUrl = typeof url === 'string' && isNotifyUrl(asciiUrl(url));
    const message = `A notify URL is an http or https URL of at most ${MAX_NOTIFY_URL_LENGTH} characters.`;
    check(isUrl, `order.${name}`, name, message, 'Give an absolute URL that starts with http:// or https://.');
    if (isUrl) checkCallable(url, `order.${name}`, `${name}Callable`, callbacks, check);
  }
  if (callbackBaseUrl !== undefined) checkBase(callbackBaseUrl, callbacks, check);
}

function checkBase(url: unknown, callbacks: unknown, check: Check): void {
  const isBase = typeof url === 'string' && isCallbackBase(url);
  check(
    isBase,
    'callbackBaseUrl',
    'callbackBaseUrl',
    'callbackBaseUrl is an http or https URL without query, fragment and password. ' +
      `With the receiver’s path, it has at most ${MAX_NOTIFY_URL_LENGTH} characters.`,
    'Give one, such as https://shop.example.tw, or leave it out.',
  );
  if (isBase) checkCallable(url, 'callbackBaseUrl', 'callbackBaseUrlCallable', callbacks, check);
}

/** A workflow cannot read its environment. Without `callbacks`, a URL of this machine counts as a sandbox's. */
function checkCallable(url: string, path: string, rule: string, callbacks: unknown, check: Check): void {
  const isSandbox = callbacks === 'any' || (callbacks === undefined && isLoopback(new URL(url).hostname));
  const reason = isSandbox ? undefined : whyECPayCannotCall(url);
  const fix = `It ${reason}. Use a public address at port 80 or 443, or set callbacks: 'any' in the sandbox.`;
  check(reason === undefined, path, rule, 'ECPay must be able to call the notify URLs of an order.', fix);
}

function isNotifyUrl(url: string): boolean {
  return isHttpUrl(url) && url.length <= MAX_NOTIFY_URL_LENGTH && !/[\p{Surrogate}\p{Control}]/u.test(url);
}

function isCallbackBase(url: string): boolean {
  try {
    return isNotifyUrl(callbackBase(url) + CALLBACK_PATHS.useStatus);
  } catch {
    return false;
  }
}
