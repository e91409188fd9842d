import { describe, expect, test } from '@jest/globals';
import { findDefects } from '../../../chaos/checks/findings.js';
import type { OrderJourney } from '../../../chaos/orders/order-journey.js';
import type { MerchantEvent, OrderSnapshot } from '../../../index.js';
import type { OrderView } from '../../../sandbox/index.js';

interface Given {
  /** NT$ that the order has as confirmed, and that its events have reported. */
  readonly confirmed: number;
  readonly reported?: number;
  readonly escrowEndsOn?: string | undefined;
  readonly ticketType?: '1' | '2';
  readonly hasTiming?: boolean;
  readonly deliveryWaitMs?: number;
}

/** What is wrong with an order whose tickets, of NT$450 and NT$250, are refunded, the second with a fee of NT$50. */
function findingsOf(given: Given) {
  const { confirmed, reported = confirmed, ticketType = '1', hasTiming = true, deliveryWaitMs = 0 } = given;
  const refunded = { useStatus: 3, ticketType, refundedOn: '20261205' } as const;
  const tickets = [
    { ...refunded, ticketNo: 'T1', price: 450, refundFee: 0 },
    { ...refunded, ticketNo: 'T2', price: 250, refundFee: 50 },
  ];
  const record = { issuances: 1, tickets, escrowEndsOn: '20271205', ...given } as unknown as OrderView;
  const states = tickets.map(({ ticketNo }) => ({ ticketNo, state: 'refunded' }));
  const snapshot = {
    ...{ status: 'settled', order: {}, tickets: states, events: { last: 2, undelivered: 0 } },
    amounts: { refundConfirmed: confirmed },
    ...(hasTiming && { timing: { firstRefundQuery: 5000 } }),
  } as unknown as OrderSnapshot;
  const at = '2026-12-05T12:00:00+08:00';
  const events = [
    { id: 'E1', sequence: 1, at, type: 'refunded', data: { tickets: states } },
    { id: 'E2', sequence: 2, at, type: 'refundConfirmed', data: { refundedAmount: reported } },
  ] as unknown as readonly MerchantEvent[];
  const operations = tickets.map(({ ticketNo }) => ({
    ...{ by: 'clerk', action: 'refund', ticketNo, outcome: 'done' },
    ...{ startedAt: 1, endedAt: 2 },
  }));
  const journey = { kind: { destiny: 'issued' }, isPlaced: true, operations, wrongAnswers: [], attentions: [] };
  return findDefects(
    journey as unknown as OrderJourney,
    { snapshot, record, events },
    { isOperated: false, deliveryWaitMs, explains: () => false },
  );
}

const notPaidBack = (confirmed: number, paidBack: number) => ({
  defect: 'wrongFinalStates',
  text: `it has confirmations for NT$${confirmed} of refunds; the bank has paid back NT$${paidBack}`,
});

describe('an order must have a confirmation of what the bank has paid back', () => {
  test('of all of it, which may still come, and of nothing else', () => {
    expect(findingsOf({ confirmed: 650 })).toEqual([]);
    expect(findingsOf({ confirmed: 450 })).toEqual([notPaidBack(450, 650)]);
    expect(findingsOf({ confirmed: 700 })).toEqual([notPaidBack(700, 650)]);
  });

  test('which is nothing after escrow, or for gift vouchers', () => {
    expect(findingsOf({ confirmed: 0, escrowEndsOn: '20261204' })).toEqual([]);
    expect(findingsOf({ confirmed: 0, escrowEndsOn: undefined })).toEqual([]);
    expect(findingsOf({ confirmed: 0, ticketType: '2' })).toEqual([]);
    expect(findingsOf({ confirmed: 450, escrowEndsOn: '20261204' })).toEqual([notPaidBack(450, 0)]);
  });

  test('and has it reported', () => {
    const text = 'its events have confirmed NT$450 of refunds, not NT$650';
    expect(findingsOf({ confirmed: 650, reported: 450 })).toEqual([{ defect: 'eventsMissing', text }]);
    // A refund that was confirmed may be cancelled.
    expect(findingsOf({ confirmed: 650, reported: 900 })).toEqual([]);
  });

  test('but not one without timing of its own, which polls after the run', () => {
    expect(findingsOf({ confirmed: 0, hasTiming: false })).toEqual([]);
    expect(findingsOf({ confirmed: 700, hasTiming: false })).toEqual([notPaidBack(700, 650)]);
  });
});

test('a delivery that would have waited for more than ten minutes is a defect that stays', () => {
  expect(findingsOf({ confirmed: 650, deliveryWaitMs: 600_000 })).toEqual([]);
  expect(findingsOf({ confirmed: 650, deliveryWaitMs: 3_600_000 })).toEqual([
    { defect: 'eventsMissing', text: 'a delivery would have waited for 60 minutes more', isFinal: true },
  ]);
});
