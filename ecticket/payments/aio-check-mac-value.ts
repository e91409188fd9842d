import { createHash } from 'node:crypto';
import { secretsOf } from '../key-pair.js';
import { urlEncode } from '../url-encoding.js';
import type { PaymentKeyPair } from '../key-pair.js';

/**
 * Checksum of the AIO payment (developers.ecpay.com.tw/?p=2902, ?p=16623): every field but itself, sorted by name
 * regardless of case, between HashKey and HashIV, URL-encoded as .NET does, SHA-256. Not the formula of ECTicket, which
 * sorts nothing.
 *
 * @returns 64 hex digits in upper case.
 * @throws UnencodableValueError for half a surrogate pair.
 */
export function aioCheckMacValue(fields: Readonly<Record<string, string>>, keys: PaymentKeyPair): string {
  const { hashKey, hashIv } = secretsOf(keys);
  const pairs = Object.entries(fields)
    .filter(([name]) => name !== 'CheckMacValue')
    .map(([name, value]) => ({ sortedBy: name.toLowerCase(), text: `${name}=${value}` }))
    .sort((one, other) => (one.sortedBy < other.sortedBy ? -1 : 1))
    .map(({ text }) => text);
  const encoded = dotNetUrlEncode([`HashKey=${hashKey}`, ...pairs, `HashIV=${hashIv}`].join('&'));
  return createHash('sha256').update(encoded).digest('hex').toUpperCase();
}

/** PHP's urlEncoding in lower case, except that `! * ( )` stay bare: how the page describes it. */
function dotNetUrlEncode(text: string): string {
  return urlEncode(text, 'phpUrlencode')
    .toLowerCase()
    .replace(/%(?:21|2a|28|29)/g, (code) => decodeURIComponent(code));
}
