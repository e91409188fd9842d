import { expect, test } from '@jest/globals';
import { findDefects, mayPass } from '../../../chaos/checks/findings.js';
import type { OrderJourney } from '../../../chaos/orders/order-journey.js';
import type { MerchantEvent, OrderSnapshot } from '../../../index.js';
import type { OrderView } from '../../../sandbox/index.js';

/** What is wrong with an order whose tickets, of NT$450 and NT$250, are refunded, the second with a fee of NT$50. */
function findingsOf(
  refundConfirmed: number,
  escrowEndsOn: string | undefined,
  { ticketType = '1', timing = { longestRefundQuery: 20_000 } }: { ticketType?: '1' | '2'; timing?: object } = {},
) {
  const refunded = { useStatus: 3, ticketType, refundedOn: '20261205' } as const;
  const tickets = [
    { ...refunded, ticketNo: 'T1', price: 450, refundFee: 0 },
    { ...refunded, ticketNo: 'T2', price: 250, refundFee: 50 },
  ];
  const record = { issuances: 1, escrowEndsOn, tickets } as unknown as OrderView;
  const states = tickets.map(({ ticketNo }) => ({ ticketNo, state: 'refunded' }));
  const snapshot = {
    ...{ status: 'settled', order: {}, tickets: states, events: { last: 1, undelivered: 0 } },
    amounts: { refundConfirmed },
    timing,
  } as unknown as OrderSnapshot;
  const event = { id: 'E1', sequence: 1, at: '2026-12-05T12:00:00+08:00', type: 'refunded', data: { tickets: states } };
  const operations = tickets.map(({ ticketNo }) => ({
    ...{ by: 'clerk', action: 'refund', ticketNo, outcome: 'done' },
    ...{ startedAt: 1, endedAt: 2 },
  }));
  const journey = { kind: { destiny: 'issued' }, isPlaced: true, operations, wrongAnswers: [], attentions: [] };
  return findDefects(
    journey as unknown as OrderJourney,
    { snapshot, record, events: [event as unknown as MerchantEvent] },
    { isOperated: false, explains: () => false },
  );
}

test('an order must have a confirmation of all that the bank has paid back, which may still come', () => {
  expect(findingsOf(650, '20271205')).toEqual([]);
  const findings = findingsOf(450, '20271205');
  expect(findings).toEqual([
    {
      defect: 'wrongFinalStates',
      text: 'it has confirmations for NT$450 of refunds; the bank has paid back NT$650',
    },
  ]);
  expect(findings.every(mayPass)).toBe(true);
});

test('the bank pays back nothing after escrow, or for gift vouchers', () => {
  expect(findingsOf(0, '20261204')).toEqual([]);
  expect(findingsOf(0, undefined)).toEqual([]);
  expect(findingsOf(0, '20271205', { ticketType: '2' })).toEqual([]);
  expect(findingsOf(450, '20261204')).not.toEqual([]);
});

test('an order that was adopted has no short intervals, and polls after the run', () => {
  expect(findingsOf(0, '20271205', { timing: {} })).toEqual([]);
});
