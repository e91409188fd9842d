/** What stands on an order's page in the Temporal Web UI. */
import { describe, expect, test } from '@jest/globals';
import { placed } from '../../../workflows/state/initial-state.js';
import { orderDetails } from '../../../workflows/visibility/current-details.js';
import type { OrderInput } from '../../../workflows/state/inputs.js';
import { apply } from '../../../workflows/state/transitions.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';
import { bookOf, electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22, 10, 5);
const order = electronicOrder('CX1');
const paid: OrderInput = { type: 'paymentConfirmed', payment: { amount: 1360, reference: 'R1' } };
const accepted: OrderInput = { type: 'issueAccepted', numberWasKnown: false };
const escrow = { escrowEndsOn: '20271122' };
const record = (...args: Parameters<typeof bookOf>): OrderInput => ({
  type: 'reconciled',
  record: bookOf(...args),
  asOf: T0,
});

/** As the Web UI shows it: a backslash says that what follows is no Markdown. */
function details(...inputs: OrderInput[]): string {
  const payment = { due: 'beforeIssue', amount: 1360, deadline: T0 + 3_600_000 } as const;
  const state = inputs.reduce((before, input) => apply(before, input, T0), placed({ order, payment }, T0));
  return orderDetails(state, DEFAULT_TIMING).replace(/\\(.)/g, '$1');
}

describe('the page says', () => {
  test('what is waited for, and until when, in Taiwan’s time', () => {
    expect(details()).toContain(
      '**awaitingPayment** — waits for NT$1,360 until 2026-11-22 19:05, then it is cancelled',
    );
    expect(details(paid)).toContain('waits for ECPay to take the order');
    expect(details(paid, accepted)).toContain('waits for its tickets, due by 2026-11-22 18:10');
    expect(details(paid, accepted, { type: 'issuanceLate' })).toContain('18:10: late');
    expect(details(paid, accepted, record(['unused'], escrow))).toContain('escrow ends on 2027-11-22');
  });

  test('the tickets by state, and the money', () => {
    const page = details(
      paid,
      accepted,
      record(['unused', 'redeemed', 'redeemed', 'refunded'], { ...escrow, refundFee: 10 }),
    );
    expect(page).toContain('| redeemed | 2 | NT$200 |');
    expect(page).not.toContain('| expired |');
    expect(page).toContain('Money: paid NT$1,360; redeemed NT$200; refunded NT$100, fees NT$10, given back NT$0');
  });

  test('the last callback', () => {
    const callback = { kind: 'refund', receivedAt: '2026-11-22T10:05:00Z', data: {} } as const;
    expect(details(paid, accepted, record(['unused']), { type: 'callbackReceived', callback })).toContain(
      'Callbacks: 1, the last (refund) at 2026-11-22 18:05',
    );
    const strange = { ...callback, receivedAt: 'yesterday' };
    expect(details(paid, { type: 'callbackReceived', callback: strange })).toContain('at an unknown time');
  });

  test('why a person is needed, in ECPay’s words, and the very commands that help', () => {
    const page = details(paid, { type: 'issueRefused', code: '10200047', words: '商品已下架' });
    expect(page).toContain('Said: 10200047 商品已下架');
    expect(page).toContain('ecticket order resubmit 3085676/CX1 --order corrected.json --why "…"');
    expect(page).toContain('ecticket order cancel 3085676/CX1 --why "…"');
  });

  test('others’ words and amounts without any Markdown in them', () => {
    const words = '<b>|*off*|</b> [x](http://evil.example) $1$\n# `code`';
    const state = apply(
      placed({ order, payment: { due: 'nothing' } }, T0),
      { type: 'issueRefused', code: '1', words },
      T0,
    );
    const page = orderDetails(state, DEFAULT_TIMING);
    expect(page).toContain(
      'Said: 1 \\<b\\>\\|\\*off\\*\\|\\</b\\> \\[x\\](http://evil.example) \\$1\\$ \\# \\`code\\`\n',
    );
    expect(page.replaceAll('\\$', '')).not.toContain('$');
  });

  test('what an order that has ended still waits for', () => {
    const refunded = [paid, accepted, record(['refunded', 'redeemed'], escrow)];
    expect(details(...refunded)).toContain('**settled** — waits for the bank to give back NT$100');
    const confirmed: OrderInput = { type: 'refundConfirmed', refundedAmount: 100 };
    expect(details(...refunded, confirmed)).toContain('waits for the merchant to take its last events');
    expect(details(...refunded, confirmed, { type: 'eventsDelivered', upTo: 99 })).toContain('waits for nothing more');
  });

  test('that the merchant takes no events', () => {
    expect(details(paid, { type: 'eventsStuck', words: 'closed' })).toContain('the merchant has taken none');
  });

  test('which order took its place', () => {
    const replaced: OrderInput = { type: 'replaced', decision: { by: 'A', why: 'b' }, order: electronicOrder('CX2') };
    expect(details(paid, accepted, { type: 'issuanceFailed', words: 'x' }, replaced)).toContain(
      'In its place: 3085676/CX2',
    );
  });

  test('nothing of the customer, and no ticket’s number', () => {
    const page = details(paid, accepted, record(['unused', 'redeemed'], escrow));
    for (const secret of ['王珊珊', '0912345678', 'abc@example.com', 'T1']) expect(page).not.toContain(secret);
  });
});
