/**
 * Tags for finding an order by the code that a clerk scans (WriteOffNo). A code authorizes a redemption, and search
 * attributes are not encrypted. Therefore a tag is a truncated HMAC of the code: nobody can invert it without the key.
 * Different codes can have the same tag, so a caller who finds an order by its tag must compare the code itself.
 */
import { createHmac, type KeyObject } from 'node:crypto';
import type { Ticket } from './provider-order.js';

/** A secret key of 32 bytes; a `CodecKey` is one. */
export interface CodeKey {
  readonly key: KeyObject;
}

/** Newest first. The newest key creates tags; every key finds orders. Do not use the keys of the payload codec. */
export type CodeKeys = readonly [CodeKey, ...CodeKey[]];

/** Separates these HMACs from other HMACs under the same key. */
const DOMAIN = 'temporal-ecticket/code-tag/1';

/** Characters of Base64url (48 bits). Among a million codes, two share a tag with a probability of one in 560. */
const TAG_LENGTH = 8;

/**
 * Maximum number of tags. Temporal limits the value of a search attribute to 2,048 bytes, and a tag takes 11 bytes. By
 * the Issue page, an order has at most 100 tickets.
 */
const MAX_TAGS = 180;

/** Computes the tag of a code. */
export function codeTag({ key }: CodeKey, merchantId: string, writeOffNo: string): string {
  const hmac = createHmac('sha256', key).update([DOMAIN, merchantId, writeOffNo].join('\n'));
  return hmac.digest('base64url').slice(0, TAG_LENGTH);
}

/**
 * Computes the tags of an order's tickets in any state. Returns undefined if there are more than Temporal can store.
 */
export function codeTagsOf(
  key: CodeKey,
  merchantId: string,
  tickets: readonly Pick<Ticket, 'writeOffNo'>[],
): readonly string[] | undefined {
  const codes = tickets.map(({ writeOffNo }) => writeOffNo).filter((code) => code !== undefined);
  if (codes.length > MAX_TAGS) return undefined;
  return codes.map((code) => codeTag(key, merchantId, code));
}
