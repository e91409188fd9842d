/** What an order tells is what the published schema says. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { merchantEventSchema } from '../../../client/index.js';
import type { MerchantEvent } from '../../../workflows/messages/merchant-events.js';
import { placed } from '../../../workflows/state/initial-state.js';
import type { OrderInput } from '../../../workflows/state/inputs.js';
import { apply } from '../../../workflows/state/transitions.js';
import { bookOf, electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22);
const order = electronicOrder('CX1');
const decision = { by: 'Ann', why: 'the customer called' };
const paid: OrderInput = { type: 'paymentConfirmed', payment: { amount: 1360, reference: 'R1', paidAt: '2026-11-22' } };
const accepted: OrderInput = { type: 'issueAccepted', numberWasKnown: false };
const record = (...args: Parameters<typeof bookOf>): OrderInput => ({
  type: 'reconciled',
  record: bookOf(...args),
  asOf: T0,
});
const escrow = { escrowEndsOn: '20271122' };

/** What an order has told when all this has happened to it. */
function told(...inputs: OrderInput[]): readonly MerchantEvent[] {
  const start = placed({ order, payment: { due: 'beforeIssue', amount: 1360 } }, T0);
  return inputs.reduce((state, input) => apply(state, input, T0), start).pendingEvents;
}

const events: readonly MerchantEvent[] = [
  ...told(
    paid,
    accepted,
    { type: 'issuanceLate' },
    record(['unused', 'unused'], escrow),
    record(['redeemed', 'refunded']),
  ),
  ...told(paid, accepted, record(['redeemed', 'refunded'], escrow), record(['unused', 'expired'], escrow)),
  ...told(paid, accepted, record(['refunded', 'unused'], escrow), { type: 'refundConfirmed', refundedAmount: 80 }),
  ...told(
    paid,
    accepted,
    record(['refunded', 'unused'], escrow),
    { type: 'refundUnconfirmed' },
    { type: 'releaseDue' },
  ),
  ...told(paid, accepted, record(['refunded', 'unused'], escrow), record(['refunded', 'unused'], { refundFee: 10 })),
  ...told(paid, { type: 'paymentConfirmed', payment: { reference: 'R2' } }),
  ...told(paid, { type: 'issueDelayed', code: 'SERVER_ERROR', words: 'HTTP 500' }, accepted),
  ...told(paid, { type: 'issueRefused', code: '1', words: '商品已下架' }, { type: 'abandoned', decision }),
  ...told(paid, { type: 'issueRefused', code: '1', words: '商品已下架' }, { type: 'cancelledByOperator', decision }),
  ...told(
    paid,
    { type: 'activityFailed', code: 'DATA_REJECTED', words: 'x', isConfiguration: true },
    { type: 'reminderDue' },
  ),
  ...told(paid, accepted, { type: 'issuanceFailed', words: 'x' }, { type: 'replaced', decision, order }),
  ...told({ type: 'paymentDeadlinePassed' }, paid),
];
const published = new Ajv2020({ formats: { 'date-time': true } }).compile(
  z.toJSONSchema(merchantEventSchema, { io: 'input' }),
);

describe('the schema of merchant events', () => {
  test.each(events.map((event) => [event.type, event] as const))('holds every field of %s', (_type, event) => {
    expect(merchantEventSchema.parse(event)).toEqual(event);
    expect(published(event) ? [] : published.errors).toEqual([]);
  });

  test('is tried with every type of event there is', () => {
    const { oneOf = [] } = z.toJSONSchema(merchantEventSchema);
    const types = oneOf.map((option) => (option as { properties: { type: { const: string } } }).properties.type.const);
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(types.sort());
  });

  test('takes a field that a later version adds, and refuses what is no event', () => {
    const [event] = events;
    expect(merchantEventSchema.parse({ ...event, later: 1 })).toEqual(event);
    expect(published({ ...event, later: 1 })).toBe(true);
    for (const absurd of [
      {},
      [],
      'issued',
      { ...event, type: 'eaten' },
      { ...event, data: {} },
      { ...event, sequence: 0 },
    ]) {
      expect(merchantEventSchema.safeParse(absurd).success).toBe(false);
      expect(published(absurd)).toBe(false);
    }
  });
});
