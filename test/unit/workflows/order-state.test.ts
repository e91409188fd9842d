import { describe, expect, test } from '@jest/globals';
import type { MerchantEventType } from '../../../workflows/merchant-events.js';
import type { Callback, PaymentTerms } from '../../../workflows/messages.js';
import type { OrderInput } from '../../../workflows/order-input.js';
import { adopted, placed } from '../../../workflows/order-beginning.js';
import { needsLook } from '../../../workflows/order-stage.js';
import { apply, type OrderState } from '../../../workflows/order-state.js';
import { bookOf, electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22);
const order = electronicOrder('CX1');
const unpaid: PaymentTerms = { due: 'beforeIssue', amount: 1000 };
const callback: Callback = { kind: 'useStatus', receivedAt: '2026-11-22T00:00:00Z', data: { UseStatus: '2' } };
const decision = { by: 'Ann', why: 'the customer called' };
const inputs = {
  paid: { type: 'paymentConfirmed', payment: { amount: 1000 } },
  paidWithReference: { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R1' } },
  paidWrongly: { type: 'paymentConfirmed', payment: { amount: 999 } },
  checked: { type: 'paymentChecked', outcome: 'paid', amount: 1000, reference: 'R1' },
  checkedWrong: { type: 'paymentChecked', outcome: 'paid', amount: 999, reference: 'R1' },
  notFound: { type: 'paymentChecked', outcome: 'unpaid', code: '0' },
  paidAnew: { type: 'paymentConfirmed', payment: { amount: 1000, reference: 'R2' } },
  unpaid: { type: 'paymentDeadlinePassed' },
  accepted: { type: 'issueAccepted' },
  refused: { type: 'issueRefused', code: '10200047', words: '商品已下架' },
  late: { type: 'issuanceLate' },
  overdue: { type: 'issuanceOverdue' },
  failed: { type: 'issuanceFailed', words: '發行失敗' },
  callback: { type: 'callbackReceived', callback },
  asking: { type: 'asking' },
  vain: { type: 'askedInVain' },
  unknown: { type: 'unknownToECPay' },
  uncertain: { type: 'bookUncertain' },
  unusedBook: { type: 'bookRead', book: bookOf(['unused', 'unused']) },
  spentBook: { type: 'bookRead', book: bookOf(['redeemed', 'refunded']) },
  release: { type: 'releaseDue' },
  replaced: { type: 'replaced', decision, order: electronicOrder('CX2') },
  bank: { type: 'refundConfirmed', refundedAmount: 100 },
  bankSilent: { type: 'refundUnconfirmed' },
  stuck: { type: 'eventsStuck', words: 'the shop is closed' },
  resubmitted: { type: 'resubmitted', decision },
  abandoned: { type: 'abandoned', decision },
  cancelled: { type: 'cancelledByPerson', decision },
  reminder: { type: 'reminderDue' },
  broken: { type: 'failedForGood', code: 'UNKNOWN_MERCHANT', words: 'no such merchant' },
  delivered: { type: 'eventsDelivered', upTo: 99 },
} satisfies Record<string, OrderInput>;
type InputName = keyof typeof inputs;

const play = (start: OrderState, ...names: InputName[]) =>
  names.reduce((state, name) => apply(state, inputs[name], T0), start);
const awaitingPayment = placed({ order, payment: unpaid }, T0);
const starts = {
  awaitingPayment,
  issuing: play(awaitingPayment, 'paid'),
  awaitingIssuance: play(awaitingPayment, 'paid', 'accepted'),
  'awaitingIssuance, late': play(awaitingPayment, 'paid', 'accepted', 'late'),
  'awaitingIssuance, adopting': adopted({ adopt: { merchantId: '3085676', merchantTradeNo: 'CX1' } }, T0),
  active: play(awaitingPayment, 'paid', 'accepted', 'unusedBook'),
  'needsAttention, refused': play(awaitingPayment, 'paid', 'refused'),
  'needsAttention, overdue': play(awaitingPayment, 'paid', 'accepted', 'late', 'overdue'),
  'needsAttention, failed': play(awaitingPayment, 'paid', 'accepted', 'failed'),
  'needsAttention, wrong amount': play(awaitingPayment, 'paidWrongly'),
  'needsAttention, payment not found': play(awaitingPayment, 'paidWithReference', 'notFound'),
  'needsAttention, error': play(awaitingPayment, 'paid', 'broken'),
  'needsAttention, paid too late': play(awaitingPayment, 'unpaid', 'paid'),
  settled: play(awaitingPayment, 'paid', 'accepted', 'spentBook'),
  released: play(awaitingPayment, 'paid', 'accepted', 'unusedBook', 'release'),
  cancelled: play(awaitingPayment, 'unpaid'),
  abandoned: play(awaitingPayment, 'paid', 'refused', 'abandoned'),
} satisfies Record<string, OrderState>;

/** Where each input leads from each start; an input that is not listed leaves the order where it stands. */
const moves: Record<keyof typeof starts, Partial<Record<InputName, string>>> = {
  awaitingPayment: {
    paid: 'issuing',
    paidWithReference: 'issuing',
    paidAnew: 'issuing',
    paidWrongly: 'needsAttention: amountMismatch',
    unpaid: 'cancelled',
    cancelled: 'cancelled',
  },
  issuing: {
    accepted: 'awaitingIssuance',
    checkedWrong: 'needsAttention: amountMismatch',
    notFound: 'needsAttention: paymentNotFound',
    refused: 'needsAttention: issueRefused',
    broken: 'needsAttention: error',
  },
  awaitingIssuance: {
    late: 'awaitingIssuance: late',
    overdue: 'needsAttention: issuanceOverdue',
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    unusedBook: 'active',
    spentBook: 'settled',
  },
  'awaitingIssuance, late': {
    overdue: 'needsAttention: issuanceOverdue',
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    unusedBook: 'active',
    spentBook: 'settled',
  },
  'awaitingIssuance, adopting': {
    unknown: 'abandoned',
    late: 'awaitingIssuance: late',
    overdue: 'needsAttention: issuanceOverdue',
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    unusedBook: 'active',
    spentBook: 'settled',
  },
  active: { spentBook: 'settled', release: 'released' },
  'needsAttention, refused': { resubmitted: 'issuing', abandoned: 'abandoned', cancelled: 'cancelled' },
  'needsAttention, overdue': {
    failed: 'needsAttention: issuanceFailed',
    broken: 'needsAttention: error',
    unusedBook: 'active',
    spentBook: 'settled',
    abandoned: 'abandoned',
  },
  'needsAttention, failed': { resubmitted: 'issuing', abandoned: 'abandoned', replaced: 'abandoned' },
  'needsAttention, payment not found': {
    paidAnew: 'issuing',
    resubmitted: 'issuing',
    abandoned: 'abandoned',
    cancelled: 'cancelled',
  },
  'needsAttention, wrong amount': { resubmitted: 'issuing', abandoned: 'abandoned', cancelled: 'cancelled' },
  'needsAttention, error': { resubmitted: 'issuing', abandoned: 'abandoned' },
  'needsAttention, paid too late': { resubmitted: 'issuing', abandoned: 'abandoned' },
  abandoned: {},
  settled: { unusedBook: 'active' },
  released: { spentBook: 'settled' },
  cancelled: {
    paid: 'needsAttention: paidTooLate',
    paidWithReference: 'needsAttention: paidTooLate',
    paidAnew: 'needsAttention: paidTooLate',
    paidWrongly: 'needsAttention: paidTooLate',
  },
};

function standing({ stage }: OrderState): string {
  if (stage.status === 'needsAttention') return `needsAttention: ${stage.attention.reason}`;
  return stage.status === 'awaitingIssuance' && stage.late ? 'awaitingIssuance: late' : stage.status;
}

describe('every input in every status', () => {
  const rows = (Object.keys(starts) as (keyof typeof starts)[]).flatMap((start) =>
    (Object.keys(inputs) as InputName[]).map(
      (input) => [start, input, moves[start][input] ?? standing(starts[start])] as const,
    ),
  );
  test.each(rows)('%s + %s → %s', (start, input, expected) => {
    expect(standing(apply(starts[start], inputs[input], T0 + 1))).toBe(expected);
  });

  test.each(rows)('%s + %s leaves the state it was given as it was', (start, input) => {
    const before = structuredClone(starts[start]);
    apply(starts[start], inputs[input], T0 + 1);
    expect(starts[start]).toEqual(before);
  });
});

describe('what the merchant is told', () => {
  const told = (state: OrderState): MerchantEventType[] => state.outbox.map(({ type }) => type);

  test('an order that goes its straight road', () => {
    const end = play(awaitingPayment, 'paid', 'accepted', 'unusedBook', 'spentBook');
    expect(told(end)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'refunded', 'settled']);
    expect(end.outbox.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(end.outbox.map(({ id }) => id)).size).toBe(5);
    expect(end.outbox[0]?.id).toBe('ecticket/3085676/CX1/1');
  });

  test('nothing a second time: a payment confirmed twice is one payment, a book read twice is no news', () => {
    expect(play(awaitingPayment, 'paid', 'paid')).toEqual(play(awaitingPayment, 'paid'));
    expect(told(play(starts.active, 'unusedBook', 'unusedBook'))).toEqual(told(starts.active));
  });

  test('why a person is needed, in ECPay’s own words', () => {
    const { stage } = starts['needsAttention, refused'];
    expect(stage).toMatchObject({
      attention: { code: '10200047', words: '商品已下架', since: new Date(T0).toISOString() },
    });
    expect(told(starts['needsAttention, refused'])).toEqual(['paymentConfirmed', 'needsAttention']);
  });

  test('that a redemption was cancelled, before what came in its place', () => {
    const redeemed = apply(starts.active, { type: 'bookRead', book: bookOf(['redeemed', 'unused']) }, T0);
    const swapped = apply(redeemed, { type: 'bookRead', book: bookOf(['refunded', 'redeemed']) }, T0);
    expect(told(swapped)).toEqual([
      'paymentConfirmed',
      'issued',
      'redeemed',
      'redemptionCancelled',
      'redeemed',
      'refunded',
      'settled',
    ]);
  });

  test('what is acknowledged leaves the outbox, what came after stays', () => {
    const end = play(awaitingPayment, 'paid', 'accepted', 'unusedBook', 'spentBook');
    const rest = apply(end, { type: 'eventsDelivered', upTo: 2 }, T0);
    expect(rest.outbox.map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    expect(rest.lastSequence).toBe(5);
  });
});

describe('callbacks', () => {
  test('are counted and kept as received, and make the order ask until it has', () => {
    const heard = play(starts.active, 'callback', 'callback');
    expect(heard).toMatchObject({ nudged: true, callbacks: { received: 2, last: callback } });
    expect(play(heard, 'asking').nudged).toBe(false);
  });

  test.each(['settled', 'released'] as const)('make an order that is %s but still runs look once more', (start) => {
    const heard = play(starts[start], 'callback');
    expect(needsLook(heard)).toBe(true);
    const book = start === 'settled' ? 'spentBook' : 'unusedBook';
    const looked = play(heard, 'asking', book);
    expect([needsLook(looked), looked.outbox]).toEqual([false, heard.outbox]);
  });
});

test('quiet questions are counted until there is news', () => {
  const quiet = play(starts.active, 'unusedBook', 'vain', 'unusedBook');
  expect(quiet.quietQueries).toBe(3);
  expect(apply(quiet, { type: 'bookRead', book: bookOf(['redeemed', 'unused']) }, T0 + 5)).toMatchObject({
    quietQueries: 0,
    lastNewsAt: T0 + 5,
  });
});

test('a book with fewer tickets than before is not believed', () => {
  const halfRedeemed = apply(starts.active, { type: 'bookRead', book: bookOf(['redeemed', 'unused']) }, T0);
  const halfRead = apply(halfRedeemed, { type: 'bookRead', book: bookOf(['redeemed']) }, T0);
  expect(halfRead).toEqual({ ...halfRedeemed, quietQueries: halfRedeemed.quietQueries + 1 });
  expect(apply(halfRedeemed, { type: 'bookRead', book: bookOf([]) }, T0).stage).toEqual(halfRedeemed.stage);
});

test('state survives being carried over as JSON', () => {
  for (const state of Object.values(starts)) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
