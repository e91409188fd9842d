/** The addresses of an order that a workflow places: ECPay must be able to call them. */
import { asciiUrl, isHttpUrl, MAX_NOTIFY_URL_LENGTH, whyECPayCannotCall } from '../../ecticket/callback-address.js';
import { asRecord } from '../runtime/as-record.js';
import { CALLBACK_PATHS, callbackBase } from '../messages/notify-urls.js';

export type Check = (holds: boolean, ...violation: [path: string, rule: string, message: string, fix: string]) => void;

/** Checks the order's own addresses, and the base of those that it is given. */
export function checkAddresses(given: Readonly<Record<string, unknown>>, check: Check): void {
  const { order, callbackBaseUrl, callbacks = 'public' } = given;
  check(
    callbacks === 'any' || callbacks === 'public',
    'callbacks',
    'callbacks',
    "Addresses that ECPay cannot call are refused ('public') or taken ('any').",
    'Choose one of these, or leave it out.',
  );
  const { useStatusNotifyUrl, refundNotifyUrl } = asRecord(order);
  for (const [name, url] of Object.entries({ useStatusNotifyUrl, refundNotifyUrl })) {
    if (url === undefined || url === '') continue;
    const isUrl = typeof url === 'string' && isNotifyUrl(asciiUrl(url));
    const message = `A notify URL is an http or https URL of at most ${MAX_NOTIFY_URL_LENGTH} characters.`;
    check(isUrl, `order.${name}`, name, message, 'Write a whole URL that begins with http:// or https://.');
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
    `The base of the callback addresses is an http or https URL without query, fragment and password; an address has at most ${MAX_NOTIFY_URL_LENGTH} characters.`,
    'Give one, such as https://shop.example.tw, or leave it out.',
  );
  if (isBase) checkCallable(url, 'callbackBaseUrl', 'callbackBaseUrlCallable', callbacks, check);
}

/** A workflow does not know which ECPay runs its orders: addresses that only a sandbox calls are asked for by name. */
function checkCallable(url: string, path: string, rule: string, callbacks: unknown, check: Check): void {
  const why = callbacks === 'any' ? undefined : whyECPayCannotCall(url);
  const fix = `It ${why}. Use a public address at port 80 or 443, or give callbacks: 'any' in the sandbox.`;
  check(why === undefined, path, rule, 'ECPay can call the addresses of an order.', fix);
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
