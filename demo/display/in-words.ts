import type { MerchantEvent, OrderSnapshot } from '../../index.js';

export const NO_TICKETS: OrderSnapshot['counts'] = { unused: 0, redeemed: 0, refunded: 0, expired: 0 };

/** `2 redeemed, 1 refunded`; empty where there are no tickets. */
export function countsInWords(counts: OrderSnapshot['counts']): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

/** What the shop was told, for a spectator. */
export function eventInWords({ type, data }: MerchantEvent): string {
  switch (type) {
    case 'issued':
    case 'redeemed':
    case 'refunded':
    case 'expired':
      return `shop told: ${countOf(data.tickets.length)} ${type}`;
    case 'redemptionCancelled':
      return `shop told: ${countOf(data.tickets.length)} unredeemed`;
    case 'refundCancelled':
      return `shop told: ${countOf(data.tickets.length)} unrefunded`;
    case 'needsAttention':
      return `shop told: needs a person. ${data.attention.words ?? ''}`;
    default:
      return `shop told: ${type}`;
  }
}

function countOf(tickets: number): string {
  return tickets === 1 ? '1 ticket' : `${tickets} tickets`;
}
