import { createHash } from 'node:crypto';
import { secretsOf } from '../key-pair.js';
import { urlEncode } from '../url-encoding.js';
import type { PaymentKeyPair } from '../key-pair.js';

/**
 * Computes the checksum of an AIO form (developers.ecpay.com.tw/?p=2902, ?p=16623): sorts all fields except the
 * checksum by name, ignoring case, joins them between HashKey and HashIV, URL-encodes the text as .NET does, and hashes
 * it with SHA-256. ECTicket uses another formula: `checkMacValue`.
 *
 * @returns 64 hex digits in upper case.
 * @throws UnencodableValueError for half a surrogate pair.
 */
export function aioCheckMacValue(fields: Readonly<Record<string, string>>, keys: PaymentKeyPair): string {
  const { hashKey, hashIv } = secretsOf(keys);
  const pairs = Object.entries(fields)
    .filter(([name]) => name !== 'CheckMacValue')
    .map(([name, value]) => ({ sortKey: name.toLowerCase(), text: `${name}=${value}` }))
    .sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1))
    .map(({ text }) => text);
  const encoded = dotNetUrlEncode([`HashKey=${hashKey}`, ...pairs, `HashIV=${hashIv}`].join('&'));
  return createHash('sha256').update(encoded).digest('hex').toUpperCase();
}

/** Encodes like PHP's `urlencode`, in lower case and without escaping `! * ( )`, as ECPay's page describes it. */
function dotNetUrlEncode(text: string): string {
  return urlEncode(text, 'phpUrlencode')
    .toLowerCase()
    .replace(/%(?:21|2a|28|29)/g, (code) => decodeURIComponent(code));
}
