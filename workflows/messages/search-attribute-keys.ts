/** Typed keys of the search attributes. The server stores values unencrypted, so they hold no personal data. */
import { defineSearchAttributeKey } from '@temporalio/common';
import { ALL_SEARCH_ATTRIBUTES, type SearchAttributeTypes } from './names.js';

export const STATUS = keyOf('ECTicketStatus');
export const MERCHANT_ID = keyOf('ECTicketMerchantId');
export const ISSUE_TYPE = keyOf('ECTicketIssueType');
/** The number of unused tickets. Unset before the order is issued. */
export const UNUSED = keyOf('ECTicketUnused');
/** When the payment or the tickets are due, or escrow ends. */
export const DUE_AT = keyOf('ECTicketDueAt');
/**
 * Keyed hashes of the tickets' codes, by which a scanned code finds its order. Set only by workers that have the keys.
 */
export const CODES = keyOf('ECTicketCodes');

function keyOf<N extends keyof SearchAttributeTypes>(name: N) {
  return defineSearchAttributeKey<SearchAttributeTypes[N]>(name, ALL_SEARCH_ATTRIBUTES[name]);
}

/** The keys that every namespace needs. */
export const SEARCH_ATTRIBUTE_KEYS = [STATUS, MERCHANT_ID, ISSUE_TYPE, UNUSED, DUE_AT] as const;
