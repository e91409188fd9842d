import { describe, expect, test } from '@jest/globals';
import { findEventProblems } from '../../../chaos/checks/events.js';
import type { TicketOperation } from '../../../chaos/orders/ticket-history.js';
import type { MerchantEvent, OrderSnapshot } from '../../../index.js';
import type { OrderView } from '../../../sandbox/index.js';

const event = (sequence: number): MerchantEvent =>
  ({ id: `ecticket/3085676/C1/${sequence}`, sequence, type: 'issued', data: {} }) as unknown as MerchantEvent;
const snapshot = { events: { last: 3, undelivered: 0 }, order: {} } as unknown as OrderSnapshot;
const problemsOf = (sequences: readonly number[]) =>
  findEventProblems({ snapshot, record: undefined, events: sequences.map(event) }, [], false).map(
    ({ defect }) => defect,
  );

test('an event that a suspended worker repeats after later ones is no problem', () => {
  expect(problemsOf([1, 1, 2, 3, 2])).toEqual([]);
});

test('an event that first arrives after a later one, and one that never arrives, are problems', () => {
  expect(problemsOf([1, 3, 2])).toEqual(['eventsOutOfOrder']);
  expect(problemsOf([1, 3])).toEqual(['eventsMissing', 'eventsOutOfOrder']);
});

describe('a ticket that was redeemed', () => {
  const change = (sequence: number, type: string, state: string): MerchantEvent =>
    ({ ...event(sequence), type, data: { tickets: [{ ticketNo: 'T1', state }] } }) as unknown as MerchantEvent;
  const request = (action: TicketOperation['action'], outcome: TicketOperation['outcome']) =>
    ({ ticketNo: 'T1', action, outcome }) as TicketOperation;
  const record = { tickets: [{ ticketNo: 'T1', useStatus: 2 }] } as unknown as OrderView;
  const flicker = [
    change(1, 'redeemed', 'redeemed'),
    change(2, 'redemptionCancelled', 'unused'),
    change(3, 'redeemed', 'redeemed'),
  ];
  const problemsAfter = (operations: readonly TicketOperation[], events = flicker, isOperated = false) =>
    findEventProblems({ snapshot, record, events }, operations, isOperated).map(({ text }) => text);

  test('may be reported as cancelled and redeemed again only if requests explain it', () => {
    const redemption = request('redeem', 'done');
    expect(problemsAfter([redemption, request('cancelRedemption', 'maybe'), redemption])).toEqual([]);
    expect(problemsAfter([redemption, request('cancelRedemption', 'none')])).toEqual([
      '2 events "redeemed" of ticket T1, after 1 such requests',
      '1 events "redemptionCancelled" of ticket T1, after 0 such requests',
    ]);
  });

  test('must be redeemed by its last event, also after a reset', () => {
    const outdated = flicker.map((each, index) => (index === 2 ? { ...each, data: { tickets: [] } } : each));
    expect(problemsAfter([], outdated as unknown as MerchantEvent[], true)).toEqual([
      'by its events, ticket T1 is unused, not redeemed',
    ]);
  });
});
