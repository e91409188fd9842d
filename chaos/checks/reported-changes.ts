import type { TicketAction } from '../../client/index.js';
import type { MerchantEvent } from '../../index.js';

const ACTIONS: Readonly<Partial<Record<MerchantEvent['type'], TicketAction>>> = {
  redeemed: 'redeem',
  redemptionCancelled: 'cancelRedemption',
  refunded: 'refund',
  refundCancelled: 'cancelRefund',
};

/** Returns the changes of tickets that the events report, such as `redeem T1`. */
export function reportedChanges(events: readonly MerchantEvent[]): readonly string[] {
  return events.flatMap(({ type, data }) => {
    const action = ACTIONS[type];
    if (action === undefined || !('tickets' in data)) return [];
    return data.tickets.map(({ ticketNo }) => `${action} ${ticketNo}`);
  });
}
