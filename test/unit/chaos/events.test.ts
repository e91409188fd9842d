import { describe, expect, test } from '@jest/globals';
import { findEventProblems } from '../../../chaos/checks/events.js';
import type { TicketOperation } from '../../../chaos/orders/ticket-history.js';
import type { MerchantEvent, OrderSnapshot } from '../../../index.js';
import type { OrderView } from '../../../sandbox/index.js';

const event = (sequence: number): MerchantEvent =>
  ({
    id: `ecticket/3085676/C1/${sequence}`,
    sequence,
    at: `2026-11-28T14:30:0${sequence}+08:00`,
    type: 'issued',
    data: {},
  }) as unknown as MerchantEvent;
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
  const request = (action: TicketOperation['action'], outcome: TicketOperation['outcome'], id: string) =>
    ({ by: `update ${id}`, ticketNo: 'T1', action, outcome }) as TicketOperation;
  const record = { tickets: [{ ticketNo: 'T1', useStatus: 2 }] } as unknown as OrderView;
  const flicker = [
    change(1, 'redeemed', 'redeemed'),
    change(2, 'redemptionCancelled', 'unused'),
    change(3, 'redeemed', 'redeemed'),
  ];
  const problemsAfter = (operations: readonly TicketOperation[], events = flicker, isOperated = false) =>
    findEventProblems({ snapshot, record, events }, operations, isOperated).map(({ text }) => text);

  test('may be reported as cancelled and redeemed again only if requests explain it', () => {
    const [first, again] = [request('redeem', 'done', 'a'), request('redeem', 'done', 'b')];
    expect(problemsAfter([first, request('cancelRedemption', 'maybe', 'c'), again])).toEqual([]);
    // A call that is repeated under its update id is one request.
    expect(problemsAfter([first, first, request('cancelRedemption', 'none', 'c')])).toEqual([
      'its events report 2 × redeem T1, after 1 requests',
      'its events report 1 × cancelRedemption T1, after 0 requests',
    ]);
  });

  test('counts in the order of the events, also if the delivery of an earlier run is late', () => {
    const [redeemed, ...rest] = flicker as [MerchantEvent, ...MerchantEvent[]];
    expect(problemsAfter([], [...rest, redeemed], true)).toEqual([]);
    const cancelled = flicker.slice(0, 2);
    expect(problemsAfter([], cancelled.toReversed())).toContain('by its events, ticket T1 is unused, not redeemed');
  });

  test('was reported as redeemed at some time, if an operator has reset the order', () => {
    const cancelled = flicker.slice(0, 2);
    const arrived = { ...snapshot, events: { last: 2, undelivered: 0 } } as OrderSnapshot;
    const problems = (events: MerchantEvent[]) =>
      findEventProblems({ snapshot: arrived, record, events }, [], true).map(({ text }) => text);
    expect(problems(cancelled)).toEqual([]);
    expect(problems(cancelled.slice(1))).toEqual(['by its events, ticket T1 is unused, not redeemed']);
  });

  test('must be redeemed by its last event', () => {
    const outdated = flicker.map((each, index) => (index === 2 ? { ...each, data: { tickets: [] } } : each));
    const requests = [request('redeem', 'done', 'a'), request('cancelRedemption', 'maybe', 'c')];
    expect(problemsAfter(requests, outdated as unknown as MerchantEvent[])).toEqual([
      'by its events, ticket T1 is unused, not redeemed',
    ]);
  });
});
