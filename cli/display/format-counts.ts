import type { OrderSnapshot } from '../../client/index.js';

/** `2 redeemed, 1 refunded`; empty where there are no tickets. */
export function countsInWords(counts: OrderSnapshot['counts']): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}
