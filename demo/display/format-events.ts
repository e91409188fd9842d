import type { MerchantEvent, OrderSnapshot } from '../../index.js';

export const NO_TICKETS: OrderSnapshot['counts'] = { unused: 0, redeemed: 0, refunded: 0, expired: 0 };

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
    case 'refundConfirmed':
      return `shop told: ${money(data.refundedAmount)} given back by the bank`;
    case 'unexpectedPayment':
      return `shop told: ${money(data.payment.amount)} to give back`;
    case 'needsAttention':
      return `shop told: needs a person. ${data.attention.words ?? ''}`;
    default:
      return `shop told: ${type}`;
  }
}

function countOf(tickets: number): string {
  return tickets === 1 ? '1 ticket' : `${tickets} tickets`;
}

function money(amount: number | undefined): string {
  return amount === undefined ? 'money' : `NT$${amount.toLocaleString('en-US')}`;
}
