/**
 * Tags by which an order is found from the code that a clerk scans (WriteOffNo). A code authorises a redemption and search
 * attributes are not encrypted, so a tag is a truncated HMAC of the code: it cannot be inverted without the key, and
 * whoever finds an order by it must compare the code itself.
 */
import { createHmac, type KeyObject } from 'node:crypto';
import type { Ticket } from './provider-order.js';

/** A secret key of 32 bytes; a `CodecKey` is one. */
export interface CodeKey {
  readonly key: KeyObject;
}

/** Newest first: it makes tags, all of them find orders. Never the keys of the payload codec. */
export type CodeKeys = readonly [CodeKey, ...CodeKey[]];

/** Keeps these HMACs apart from others that the same key may make. */
const DOMAIN = 'temporal-ecticket/code-tag/1';

/** Characters of Base64url: 48 bits. Of a million codes, two have the same tag with a probability of one in 560. */
const LENGTH = 8;

/**
 * Temporal limits a search attribute's value to 2,048 bytes, and a tag takes 11 of them. By the Issue page an order has at
 * most 100 tickets.
 */
const MAX_TAGS = 180;

/** The tag of one code of a merchant's. */
export function codeTag({ key }: CodeKey, merchantId: string, writeOffNo: string): string {
  const hmac = createHmac('sha256', key).update([DOMAIN, merchantId, writeOffNo].join('\n'));
  return hmac.digest('base64url').slice(0, LENGTH);
}

/** The tags of an order's tickets, whatever their state; undefined for more tickets than Temporal takes tags. */
export function codeTagsOf(
  key: CodeKey,
  merchantId: string,
  tickets: readonly Pick<Ticket, 'writeOffNo'>[],
): readonly string[] | undefined {
  const codes = tickets.map(({ writeOffNo }) => writeOffNo).filter((code) => code !== undefined);
  if (codes.length > MAX_TAGS) return undefined;
  return codes.map((code) => codeTag(key, merchantId, code));
}
