/**
 * The largest order of a merchant who accepts no events: the carried state stays far below Temporal's limit of 2 MB.
 */
import { expect, test } from '@jest/globals';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { placed } from '../../../workflows/state/initial-state.js';
import type { TicketState } from '../../../ecticket/provider-order.js';
import { recordOf, electronicOrder } from '../../support/orders.js';

const NOW = Date.UTC(2026, 10, 22);
const NAME = '王'.repeat(60);

function record(state: TicketState) {
  const record = recordOf(Array<TicketState>(100).fill(state));
  const tickets = record.tickets.map((ticket) => ({ ...ticket, itemName: NAME, writeOffNo: '9'.repeat(18) }));
  return { ...record, tickets };
}

const size = (state: OrderState) => Buffer.byteLength(JSON.stringify(state));

test('a thousand changes of 100 tickets are emitted together later, and none is lost', () => {
  const start = placed({ order: electronicOrder('LARGE1'), payment: { due: 'nothing' } }, NOW);
  let order = apply(start, { type: 'issueAccepted', numberWasKnown: false }, NOW);
  const read = (state: TicketState) => {
    order = apply(order, { type: 'reconciled', record: record(state), asOf: NOW }, NOW);
  };
  read('unused');
  for (let change = 0; change < 500; change += 1) {
    read('redeemed');
    read('unused');
  }
  read('redeemed');
  expect(size(order)).toBeLessThan(1_000_000);

  // The merchant accepts events again, batch by batch.
  const delivered = [];
  while (order.pendingEvents.length > 0) {
    delivered.push(...order.pendingEvents);
    order = apply(order, { type: 'eventsDelivered', upTo: order.lastSequence }, NOW);
  }
  expect(order.emittedRecord).toBeUndefined();
  expect(delivered.map(({ sequence }) => sequence)).toEqual(delivered.map((_each, index) => index + 1));
  expect(delivered.at(-1)?.type).toBe('settled');
  const states = new Map<string, string>();
  for (const { data } of delivered) {
    if ('tickets' in data) for (const { ticketNo, state } of data.tickets) states.set(ticketNo, state);
  }
  expect([...states.values()]).toEqual(Array<string>(100).fill('redeemed'));
});
