/** The current details of an order in the Temporal Web UI. */
import { describe, expect, test } from '@jest/globals';
import { placed } from '../../../workflows/state/initial-state.js';
import { orderDetails } from '../../../workflows/visibility/current-details.js';
import type { OrderInput } from '../../../workflows/state/inputs.js';
import { apply } from '../../../workflows/state/transitions.js';
import { DEFAULT_TIMING } from '../../../workflows/messages/timing.js';
import { recordOf, electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22, 10, 5);
const order = electronicOrder('CX1');
const paid: OrderInput = { type: 'paymentConfirmed', payment: { amount: 1360, reference: 'R1' } };
const accepted: OrderInput = { type: 'issueAccepted', numberWasKnown: false };
const escrow = { escrowEndsOn: '20271122' };
const record = (...args: Parameters<typeof recordOf>): OrderInput => ({
  type: 'reconciled',
  record: recordOf(...args),
  asOf: T0,
});

/** The text as the Web UI renders it: a backslash escapes the Markdown character that follows. */
function details(...inputs: OrderInput[]): string {
  const payment = { due: 'beforeIssue', amount: 1360, deadline: T0 + 3_600_000 } as const;
  const state = inputs.reduce((before, input) => apply(before, input, T0), placed({ order, payment }, T0));
  return orderDetails(state, DEFAULT_TIMING).replace(/\\(.)/g, '$1');
}

describe('the current details', () => {
  test('state what the order is waiting for, and until when, in Taiwan’s time', () => {
    expect(details()).toContain(
      '**awaitingPayment** — waiting for payment of NT$1,360 until 2026-11-22 19:05 +08:00, then the order is cancelled',
    );
    expect(details(paid)).toContain('waiting for ECPay to accept the order');
    expect(details(paid, accepted)).toContain('waiting for tickets, due by 2026-11-22 18:10');
    expect(details(paid, accepted, { type: 'issuanceLate' })).toContain('18:10 +08:00 (late)');
    expect(details(paid, accepted, record(['unused', 'unused'], escrow))).toContain(
      'escrow ends on 2027-11-22 (Taipei)',
    );
  });

  test('list the tickets by state, and the amounts', () => {
    const page = details(
      paid,
      accepted,
      record(['unused', 'redeemed', 'redeemed', 'refunded'], { ...escrow, refundFee: 10 }),
    );
    expect(page).toContain('| redeemed | 2 | NT$200 |');
    expect(page).not.toContain('| expired |');
    expect(page).toContain(
      'Money: paid NT$1,360; redeemed NT$200; refunded NT$100, fees NT$10; refunds confirmed by the bank NT$0',
    );
  });

  test('state the last callback', () => {
    const callback = { kind: 'refund', receivedAt: '2026-11-22T10:05:00Z', data: {} } as const;
    expect(details(paid, accepted, record(['unused', 'unused']), { type: 'callbackReceived', callback })).toContain(
      'Callbacks: 1, last (refund) at 2026-11-22 18:05',
    );
    const undated = { ...callback, receivedAt: 'yesterday' };
    expect(details(paid, { type: 'callbackReceived', callback: undated })).toContain('at an unknown time');
  });

  test('state why an operator is needed, with ECPay’s message and the commands that apply', () => {
    const page = details(paid, { type: 'issueRefused', code: '10200047', message: '商品已下架' });
    expect(page).toContain('Error: 10200047 商品已下架');
    expect(page).toContain('ecticket order resubmit 3085676/CX1 --order corrected.json --why "…"');
    expect(page).toContain('ecticket order cancel 3085676/CX1 --why "…"');
  });

  test('show messages of ECPay and amounts literally, whatever Markdown they contain', () => {
    const message = '<b>|*off*|</b> [x](http://evil.example) $1$\n# `code`';
    const state = apply(
      placed({ order, payment: { due: 'nothing' } }, T0),
      { type: 'issueRefused', code: '1', message },
      T0,
    );
    const page = orderDetails(state, DEFAULT_TIMING);
    expect(page).toContain(
      'Error: 1 \\<b\\>\\|\\*off\\*\\|\\</b\\> \\[x\\](http://evil.example) \\$1\\$ \\# \\`code\\`\n',
    );
    expect(page.replaceAll('\\$', '')).not.toContain('$');
  });

  test('state what an order that has ended is still waiting for', () => {
    const refunded = [paid, accepted, record(['refunded', 'redeemed'], escrow)];
    expect(details(...refunded)).toContain('**settled** — waiting for the bank to confirm refunds of NT$100');
    const confirmed: OrderInput = { type: 'refundConfirmed', refundedAmount: 100 };
    expect(details(...refunded, confirmed)).toContain('waiting for the merchant to accept the last events');
    expect(details(...refunded, confirmed, { type: 'eventsDelivered', upTo: 99 })).toContain('waiting for nothing');
  });

  test('state that the merchant accepts no events', () => {
    expect(details(paid, { type: 'eventsStuck', lastError: 'closed' })).toContain('the merchant has accepted none');
  });

  test('name the order that replaces this one', () => {
    const replaced: OrderInput = { type: 'replaced', decision: { by: 'A', why: 'b' }, order: electronicOrder('CX2') };
    expect(details(paid, accepted, { type: 'issuanceFailed', message: 'x' }, replaced)).toContain(
      'Replaced by 3085676/CX2',
    );
  });

  test('contain no personal data and no ticket numbers', () => {
    const page = details(paid, accepted, record(['unused', 'redeemed'], escrow));
    for (const personal of ['王珊珊', '0912345678', 'abc@example.com', 'T1']) expect(page).not.toContain(personal);
  });
});
