/** Typed keys of the search attributes. They carry no personal data: the server keeps them unencrypted. */
import { defineSearchAttributeKey } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from './names.js';

export const STATUS = keyOf('ECTicketStatus');
export const MERCHANT_ID = keyOf('ECTicketMerchantId');
export const ISSUE_TYPE = keyOf('ECTicketIssueType');
/** How many tickets are unused; unset before the order is issued. */
export const UNUSED = keyOf('ECTicketUnused');
/** Until when what the order waits for should be there: payment, tickets (late where it has passed), the end of escrow. */
export const DUE_AT = keyOf('ECTicketDueAt');

function keyOf<N extends keyof typeof SEARCH_ATTRIBUTES>(name: N) {
  return defineSearchAttributeKey<(typeof SEARCH_ATTRIBUTES)[N]>(name, SEARCH_ATTRIBUTES[name]);
}

export const SEARCH_ATTRIBUTE_KEYS = [STATUS, MERCHANT_ID, ISSUE_TYPE, UNUSED, DUE_AT] as const;
