import { createHash } from 'node:crypto';
import type { PaymentMerchant } from './payment-merchant.js';

/**
 * Checksum of the AIO payment (developers.ecpay.com.tw/?p=2902): all fields but itself, sorted by name regardless of
 * case, between HashKey and HashIV, encoded as .NET's `UrlEncode` does, SHA-256. Not the formula of ECTicket.
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

/** In lower case, a blank as `+`, and `- _ . ! * ( )` bare: what encodeURIComponent leaves bare beyond these is encoded. */
function urlEncode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+').replaceAll("'", '%27').replaceAll('~', '%7e').toLowerCase();
}
