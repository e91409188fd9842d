/** The order as a merchant sees it from the received events alone. */
import { expect } from '@jest/globals';
import type { TicketState } from '../../ecticket/provider-order.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';

export interface MerchantView {
  /** By TicketNo. */
  readonly states: ReadonlyMap<string, TicketState>;
  /** The amounts of the last refund event. */
  readonly refunds: { readonly refundedAmount: number; readonly refundFee: number };
  readonly types: readonly MerchantEvent['type'][];
  /** The sequence number of the last event. */
  readonly last: number;
}

/** Removes duplicates. Checks that duplicates are identical, and that no event is missing or out of order. */
export function deduplicate(received: readonly MerchantEvent[]): MerchantEvent[] {
  const events = [...new Map(received.map((event) => [event.id, event])).values()];
  for (const event of received) expect(event).toEqual(events.find(({ id }) => id === event.id));
  const numbers = events.map(({ sequence }) => sequence);
  expect(numbers).toEqual(numbers.map((_each, index) => (numbers[0] ?? 0) + index));
  return events;
}

/** Replays the events. Checks that every event is possible after the previous ones. */
export function replayEvents(events: readonly MerchantEvent[]): MerchantView {
  const states = new Map<string, TicketState>();
  let refunds: MerchantView['refunds'] = { refundedAmount: 0, refundFee: 0 };
  const change = (tickets: readonly { ticketNo: string }[], from: TicketState | undefined, to: TicketState) => {
    for (const { ticketNo } of tickets) {
      expect([ticketNo, states.get(ticketNo)]).toEqual([ticketNo, from]);
      states.set(ticketNo, to);
    }
  };
  for (const event of events) {
    switch (event.type) {
      case 'issued':
        change(event.data.tickets, undefined, 'unused');
        break;
      case 'redeemed':
        change(event.data.tickets, 'unused', 'redeemed');
        break;
      case 'redemptionCancelled':
        change(event.data.tickets, 'redeemed', 'unused');
        break;
      case 'refunded':
        change(event.data.tickets, 'unused', 'refunded');
        refunds = event.data;
        break;
      case 'refundCancelled':
        change(event.data.tickets, 'refunded', 'unused');
        refunds = event.data;
        break;
      case 'refundAmended':
        refunds = event.data;
        break;
      case 'expired':
        change(event.data.tickets, 'unused', 'expired');
        break;
      case 'settled':
        expect([...states.values()]).not.toContain('unused');
        break;
      default:
        break;
    }
  }
  return { states, refunds, types: events.map(({ type }) => type), last: events.at(-1)?.sequence ?? 0 };
}
