import { createHash } from 'node:crypto';
import type { PaymentMerchant } from './payment-merchant.js';

/**
 * Computes the CheckMacValue of AIO payments (developers.ecpay.com.tw/?p=2902): all other fields, sorted by name
 * regardless of case, between HashKey and HashIV, encoded as .NET's `UrlEncode` does, hashed with SHA-256. ECTicket
 * uses a different formula.
 *
 * @returns 64 hex digits in upper case.
 */
export function aioCheckMacValue(fields: Readonly<Record<string, string>>, keys: PaymentMerchant): string {
  const sorted = Object.entries(fields)
    .filter(([name]) => name !== 'CheckMacValue')
    .map(([name, value]): [string, string] => [name.toLowerCase(), `${name}=${value}`])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pair]) => pair);
  const text = [`HashKey=${keys.hashKey}`, ...sorted, `HashIV=${keys.hashIv}`].join('&');
  return createHash('sha256').update(urlEncode(text)).digest('hex').toUpperCase();
}

/**
 * Encodes in lower case, with a space as `+`, and leaves `- _ . ! * ( )` as they are. `encodeURIComponent` also leaves
 * `'` and `~`, which are encoded here.
 */
function urlEncode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+').replaceAll("'", '%27').replaceAll('~', '%7e').toLowerCase();
}
