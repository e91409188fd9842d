import { expect, test } from '@jest/globals';
import { findEventProblems } from '../../../chaos/checks/events.js';
import type { MerchantEvent, OrderSnapshot } from '../../../index.js';

const event = (sequence: number): MerchantEvent =>
  ({ id: `ecticket/3085676/C1/${sequence}`, sequence, type: 'issued', data: {} }) as unknown as MerchantEvent;
const snapshot = { events: { last: 3, undelivered: 0 }, order: {} } as unknown as OrderSnapshot;
const problemsOf = (sequences: readonly number[]) =>
  findEventProblems({ snapshot, record: undefined, events: sequences.map(event) }, false).map(({ defect }) => defect);

test('an event that a suspended worker repeats after later ones is no problem', () => {
  expect(problemsOf([1, 1, 2, 3, 2])).toEqual([]);
});

test('an event that first arrives after a later one, and one that never arrives, are problems', () => {
  expect(problemsOf([1, 3, 2])).toEqual(['eventsOutOfOrder']);
  expect(problemsOf([1, 3])).toEqual(['eventsMissing', 'eventsOutOfOrder']);
});
