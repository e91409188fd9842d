import type { TicketAction } from '../../client/index.js';
import type { MerchantEvent } from '../../index.js';

const ACTIONS: Readonly<Partial<Record<MerchantEvent['type'], TicketAction>>> = {
  redeemed: 'redeem',
  redemptionCancelled: 'cancelRedemption',
  refunded: 'refund',
  refundCancelled: 'cancelRefund',
};

/**
 * Returns the changes of tickets that the events report more often than they were made.
 *
 * @param made the changes that were made, or may have been, such as `redeem T1`
 */
export function inventedChanges(
  events: readonly MerchantEvent[],
  made: readonly string[],
): readonly { readonly change: string; readonly reported: number; readonly made: number }[] {
  const changes = reportedChanges(events);
  const countIn = (among: readonly string[], change: string) => among.filter((each) => each === change).length;
  return [...new Set(changes)]
    .map((change) => ({ change, reported: countIn(changes, change), made: countIn(made, change) }))
    .filter((counts) => counts.reported > counts.made);
}

/** Returns the changes of tickets that the events report, such as `redeem T1`. */
function reportedChanges(events: readonly MerchantEvent[]): readonly string[] {
  return events.flatMap(({ type, data }) => {
    const action = ACTIONS[type];
    if (action === undefined || !('tickets' in data)) return [];
    return data.tickets.map(({ ticketNo }) => `${action} ${ticketNo}`);
  });
}
