/** The events of an order conform to the published schema. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { merchantEventSchema } from '../../../events/index.js';
import type { MerchantEvent } from '../../../workflows/messages/merchant-events.js';
import { placed } from '../../../workflows/state/initial-state.js';
import type { OrderInput } from '../../../workflows/state/inputs.js';
import { apply } from '../../../workflows/state/transitions.js';
import { recordOf, electronicOrder } from '../../support/orders.js';

const T0 = Date.UTC(2026, 10, 22);
const order = electronicOrder('CX1');
const decision = { by: 'Ann', why: 'the customer called' };
const paid: OrderInput = { type: 'paymentConfirmed', payment: { amount: 1360, reference: 'R1', paidAt: '2026-11-22' } };
const accepted: OrderInput = { type: 'issueAccepted', numberWasKnown: false };
const record = (...args: Parameters<typeof recordOf>): OrderInput => ({
  type: 'reconciled',
  record: recordOf(...args),
  asOf: T0,
});
const escrow = { escrowEndsOn: '20271122' };

/** The events of an order after these inputs. */
function eventsOf(...inputs: OrderInput[]): readonly MerchantEvent[] {
  const start = placed({ order, payment: { due: 'beforeIssue', amount: 1360 } }, T0);
  return inputs.reduce((state, input) => apply(state, input, T0), start).pendingEvents;
}

const events: readonly MerchantEvent[] = [
  ...eventsOf(
    paid,
    accepted,
    { type: 'issuanceLate' },
    record(['unused', 'unused'], escrow),
    record(['redeemed', 'refunded']),
  ),
  ...eventsOf(paid, accepted, record(['redeemed', 'refunded'], escrow), record(['unused', 'expired'], escrow)),
  ...eventsOf(paid, accepted, record(['refunded', 'unused'], escrow), { type: 'refundConfirmed', refundedAmount: 80 }),
  ...eventsOf(
    paid,
    accepted,
    record(['refunded', 'unused'], escrow),
    { type: 'refundUnconfirmed' },
    { type: 'releaseDue' },
  ),
  ...eventsOf(
    paid,
    accepted,
    record(['refunded', 'unused'], escrow),
    record(['refunded', 'unused'], { refundFee: 10 }),
  ),
  ...eventsOf(paid, { type: 'paymentConfirmed', payment: { reference: 'R2' } }),
  ...eventsOf(paid, { type: 'issueDelayed', code: 'SERVER_ERROR', message: 'HTTP 500' }, accepted),
  ...eventsOf(paid, { type: 'issueRefused', code: '1', message: '商品已下架' }, { type: 'abandoned', decision }),
  ...eventsOf(
    paid,
    { type: 'issueRefused', code: '1', message: '商品已下架' },
    { type: 'cancelledByOperator', decision },
  ),
  ...eventsOf(
    paid,
    { type: 'activityFailed', code: 'DATA_REJECTED', message: 'x', isConfiguration: true },
    { type: 'reminderDue' },
  ),
  ...eventsOf(paid, accepted, { type: 'issuanceFailed', message: 'x' }, { type: 'replaced', decision, order }),
  ...eventsOf({ type: 'paymentDeadlinePassed' }, paid),
];
const validateJsonSchema = new Ajv2020({ formats: { 'date-time': true } }).compile(
  z.toJSONSchema(merchantEventSchema, { io: 'input' }),
);

describe('the schema of merchant events', () => {
  test.each(events.map((event) => [event.type, event] as const))(
    'accepts every field of the event %s',
    (_type, event) => {
      expect(merchantEventSchema.parse(event)).toEqual(event);
      expect(validateJsonSchema(event) ? [] : validateJsonSchema.errors).toEqual([]);
    },
  );

  test('is tested with every type of event', () => {
    const { oneOf = [] } = z.toJSONSchema(merchantEventSchema);
    const types = oneOf.map((option) => (option as { properties: { type: { const: string } } }).properties.type.const);
    expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(types.sort());
  });

  test('accepts unknown fields of later versions, and rejects values that are not events', () => {
    const [event] = events;
    expect(merchantEventSchema.parse({ ...event, later: 1 })).toEqual(event);
    expect(validateJsonSchema({ ...event, later: 1 })).toBe(true);
    for (const invalid of [
      {},
      [],
      'issued',
      { ...event, type: 'eaten' },
      { ...event, data: {} },
      { ...event, sequence: 0 },
    ]) {
      expect(merchantEventSchema.safeParse(invalid).success).toBe(false);
      expect(validateJsonSchema(invalid)).toBe(false);
    }
  });
});
