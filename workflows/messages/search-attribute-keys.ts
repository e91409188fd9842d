/** Typed keys of the search attributes. They carry no personal data: the server keeps them unencrypted. */
import { defineSearchAttributeKey } from '@temporalio/common';
import { ALL_SEARCH_ATTRIBUTES, type SearchAttributeTypes } from './names.js';

export const STATUS = keyOf('ECTicketStatus');
export const MERCHANT_ID = keyOf('ECTicketMerchantId');
export const ISSUE_TYPE = keyOf('ECTicketIssueType');
/** How many tickets are unused; unset before the order is issued. */
export const UNUSED = keyOf('ECTicketUnused');
/** Until when what the order waits for should be there: payment, tickets (late where it has passed), the end of escrow. */
export const DUE_AT = keyOf('ECTicketDueAt');
/** Tags of the codes of its tickets, by which an order is found; set only where a worker has keys for them. */
export const CODES = keyOf('ECTicketCodes');

function keyOf<N extends keyof SearchAttributeTypes>(name: N) {
  return defineSearchAttributeKey<SearchAttributeTypes[N]>(name, ALL_SEARCH_ATTRIBUTES[name]);
}

/** Those that every namespace needs. */
export const SEARCH_ATTRIBUTE_KEYS = [STATUS, MERCHANT_ID, ISSUE_TYPE, UNUSED, DUE_AT] as const;
