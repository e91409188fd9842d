/** The read model on PostgreSQL (PGlite): which rows events and snapshots lead to, whatever order they arrive in. */
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderEndedError } from '../../../client/index.js';
import type { MerchantEvent } from '../../../events/index.js';
import { createReadModel, type OrderReader } from '../../../sync/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import type { OrderSnapshot } from '../../../workflows/messages/workflow.js';
import { adopted } from '../../../workflows/state/initial-state.js';
import { apply } from '../../../workflows/state/transitions.js';
import { snapshotOf } from '../../../workflows/visibility/snapshot.js';
import { inputs, starts, T0, type InputName } from '../../support/order-states.js';
import { recordOf } from '../../support/orders.js';
import { messagesOf, REF, type Message } from './order-messages.js';

const readModel = createReadModel();

let database: PGlite;
beforeAll(async () => {
  database = await PGlite.create();
  await Promise.all([readModel.migrate(database), readModel.migrate(database)]);
});
afterAll(() => database.close());
beforeEach(() => database.query('TRUNCATE ecticket.orders CASCADE'));

async function receive(messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    if ('snapshot' in message) await readModel.storeOrder(database, message.snapshot, message.readAt);
    else await readModel.applyEvent(database, message);
  }
}

async function select<Row = Record<string, unknown>>(text: string): Promise<Row[]> {
  return (await database.query<Row>(text)).rows;
}

/** All rows as text, without the times at which they were stored. */
async function allRows(): Promise<unknown> {
  const rows = await select<{ row: string }>(
    `SELECT (to_jsonb(o) - 'snapshot_stored_at')::text AS row FROM ecticket.orders o
    UNION ALL SELECT (to_jsonb(t))::text FROM ecticket.tickets t
    UNION ALL SELECT (to_jsonb(e) - 'received_at')::text FROM ecticket.events e ORDER BY 1`,
  );
  return rows.map(({ row }) => row);
}

test('any order and repetition of events and snapshots, also after resets, leads to the same rows', async () => {
  const input = fc.constantFrom(...(Object.keys(inputs) as InputName[]));
  const state = fc.constantFrom('unused', 'redeemed', 'refunded', 'expired');
  const step = fc.oneof(input, fc.tuple(state, state), fc.tuple(state, state), fc.nat(9));
  const received = fc
    .tuple(fc.constantFrom(...Object.values(starts)), fc.array(step, { minLength: 6, maxLength: 9 }))
    .map(([start, steps]) => messagesOf(start, steps))
    .chain((messages) =>
      fc.record({
        messages: fc.constant(messages),
        shuffled: fc.shuffledSubarray([...messages, ...messages], { minLength: 2 * messages.length }),
      }),
    );
  const property = fc.asyncProperty(received, async ({ messages, shuffled }) => {
    await database.query('TRUNCATE ecticket.orders CASCADE');
    await receive(messages);
    const inOrder = await allRows();
    await database.query('TRUNCATE ecticket.orders CASCADE');
    await receive(shuffled);
    expect(await allRows()).toEqual(inOrder);
  });
  await fc.assert(property, { numRuns: 8 });
});

describe('after its events', () => {
  /** What no event reports: the status before the first event, and that ECPay has accepted the order. */
  const NOT_REPORTED: Readonly<Record<string, string>> = {
    awaitingPayment: 'awaitingPayment => no row',
    awaitingIssuance: 'awaitingIssuance => issuing',
    'awaitingIssuance, adopting': 'awaitingIssuance => no row',
    'awaitingIssuance, of a known number': 'awaitingIssuance => issuing',
  };

  test('an order has the status and the tickets of its snapshot, but for what no event reports', async () => {
    const differences: Record<string, string> = {};
    for (const [name, state] of Object.entries(starts)) {
      await database.query('TRUNCATE ecticket.orders CASCADE');
      await receive(state.pendingEvents);
      const { status, tickets } = snapshotOf(state);
      const [order] = await select<{ status: string }>('SELECT status FROM ecticket.orders');
      if (order?.status !== status) differences[name] = `${status} => ${order?.status ?? 'no row'}`;
      expect(await select('SELECT ticket_no AS "ticketNo", state FROM ecticket.tickets ORDER BY 1')).toEqual(
        tickets.map(({ ticketNo, state: ticketState }) => ({ ticketNo, state: ticketState })),
      );
    }
    expect(differences).toEqual(NOT_REPORTED);
  });
});

test('after a reset, later events and snapshots count although their sequences are lower', async () => {
  const { pendingEvents: before } = apply(starts.active, inputs.spentRecord, T0 + 1000);
  const record = recordOf(['redeemed', 'unused']);
  const reset = apply(starts.active, { type: 'reconciled', record, asOf: T0 + 2000 }, T0 + 3000);
  await receive([...before, ...reset.pendingEvents, ...before.slice(-2)]);
  const status = 'SELECT status FROM ecticket.orders';
  const states = 'SELECT string_agg(state, $$,$$ ORDER BY ticket_no) AS states FROM ecticket.tickets';
  expect(await select(status)).toEqual([{ status: 'active' }]);
  expect(await select(states)).toEqual([{ states: 'redeemed,refunded' }]); // no event takes the refund back

  const unchanged = apply(
    starts.active,
    { type: 'reconciled', record: recordOf(['unused', 'unused']), asOf: T0 + 4000 },
    T0,
  );
  await receive([{ snapshot: snapshotOf(unchanged), readAt: new Date(T0 + 5000) }, ...before]);
  expect(await select(status)).toEqual([{ status: 'active' }]);
  expect(await select(states)).toEqual([{ states: 'unused,unused' }]);
});

test('an old event does not undo a snapshot, and a ticket that ECPay’s record lost does not return', async () => {
  await receive(starts.active.pendingEvents);
  const record = recordOf(['redeemed'], { ticketTradeNo: '2026112299999999' });
  const rebuilt = apply(adopted({ adopt: REF }, T0 + 1000), { type: 'reconciled', record, asOf: T0 }, T0 + 2000);
  await receive([{ snapshot: snapshotOf(rebuilt), readAt: new Date(T0 + 3000) }, ...starts.active.pendingEvents]);
  expect(await select('SELECT status, ticket_trade_no FROM ecticket.orders')).toEqual([
    { status: 'settled', ticket_trade_no: '2026112299999999' },
  ]);
  expect(await select('SELECT ticket_no, state FROM ecticket.tickets')).toEqual([
    { ticket_no: 'T1', state: 'redeemed' },
  ]);
});

test('an event of a later version is stored without its data, and changes nothing until this version knows it', async () => {
  const [paid, issued] = starts.active.pendingEvents as [MerchantEvent, MerchantEvent];
  await readModel.applyEvent(database, paid);
  const later = { ...issued, id: `${issued.id}x`, sequence: 9, type: 'giftWrapped', data: { by: 'Ann' } };
  expect(await readModel.applyEvent(database, later)).toBe('unknown');
  const renamed = { ...issued, data: { by: 'Ann' } };
  expect(await readModel.applyEvent(database, renamed)).toBe('unknown');
  expect(await readModel.applyEvent(database, renamed)).toBe('repeated');
  expect(await select('SELECT status FROM ecticket.orders')).toEqual([{ status: 'issuing' }]);
  expect(await allRows()).not.toEqual(expect.arrayContaining([expect.stringContaining('Ann')]));
  expect(await readModel.applyEvent(database, issued)).toBe('applied');
  expect(await select('SELECT type, understood FROM ecticket.events ORDER BY sequence')).toEqual([
    { type: 'paymentConfirmed', understood: true },
    { type: 'issued', understood: true },
    { type: 'giftWrapped', understood: false },
  ]);
});

test('a forgotten order keeps its number and status, and nothing about it is stored again', async () => {
  await receive(starts.settled.pendingEvents);
  expect(await readModel.forgetOrder(database, REF)).toEqual({ tickets: 2, events: 5 });
  expect(await readModel.applyEvent(database, starts.settled.pendingEvents[1] as MerchantEvent)).toBe('forgotten');
  expect(await readModel.storeOrder(database, snapshotOf(starts.settled))).toBe('forgotten');
  const kept = await select('SELECT status, paid_amount, ticket_trade_no FROM ecticket.orders');
  expect(kept).toEqual([{ status: 'settled', paid_amount: null, ticket_trade_no: null }]);
  expect(await select('SELECT 1 FROM ecticket.tickets UNION ALL SELECT 1 FROM ecticket.events')).toEqual([]);
});

test('texts and dates that PostgreSQL cannot store do not stop an order’s events', async () => {
  const strange = { ticketNo: 'T1', itemName: 'a\0b\uD800', startDate: '20261399', redeemedOn: '20260228' } as const;
  const [ticket] = recordOf(['redeemed']).tickets;
  const [, issued] = starts.active.pendingEvents;
  const data = {
    ticketTradeNo: '1',
    tickets: [
      { ...ticket, ...strange },
      { ...ticket, ...strange },
    ],
  };
  await readModel.applyEvent(database, { ...issued, data } as MerchantEvent);
  expect(await select('SELECT item_name, start_date, redeemed_on::text FROM ecticket.tickets')).toEqual([
    { item_name: 'a\uFFFDb\uFFFD', start_date: null, redeemed_on: '2026-02-28' },
  ]);
});

describe('a backfill', () => {
  const terminated = { status: undefined, workflowStatus: 'TERMINATED' };
  const snapshot = (no: string) => ({ ...snapshotOf(starts.settled), merchantTradeNo: no });

  /** A client with orders A to C. B was terminated. Fails after `limit` orders of the list. */
  function clientThatFailsAfter(limit: number, read: string[]): OrderReader {
    return {
      async *listOrders() {
        for (const no of ['A', 'B', 'C'].slice(0, limit))
          yield { ref: { ...REF, merchantTradeNo: no }, workflowId: `ecticket/3085676/${no}` };
        if (limit < 3) throw new Error('the connection is lost');
      },
      getOrder: async ({ merchantTradeNo: no = '' }) => {
        read.push(no);
        if (no === 'B') throw new OrderEndedError(no, terminated, 'its state cannot be read.');
        return snapshot(no);
      },
    };
  }

  test('reports an order that cannot be read, and continues where it was interrupted', async () => {
    const read: string[] = [];
    const progress: number[] = [];
    const options = { ordersPerSecond: 1000, onProgress: ({ listed }: { listed: number }) => progress.push(listed) };
    const interrupted = readModel.backfill(database, clientThatFailsAfter(2, read), options);
    await expect(interrupted).rejects.toThrow('the connection is lost');
    const report = await readModel.backfill(database, clientThatFailsAfter(3, read), options);
    expect(report).toMatchObject({ listed: 3, stored: 1, skipped: 1, failed: 1, failures: [{ code: 'ORDER_ENDED' }] });
    expect(read).toEqual(['A', 'B', 'B', 'C']);
    expect(progress).toEqual([1, 2, 1, 2, 3]);
    await readModel.backfill(database, clientThatFailsAfter(3, read), options);
    expect(read.slice(4)).toEqual(['A', 'B', 'C']);
  });

  test('reads no more orders per second than it may', async () => {
    const start = Date.now();
    await readModel.backfill(database, clientThatFailsAfter(3, []), { ordersPerSecond: 10 });
    expect(Date.now() - start).toBeGreaterThanOrEqual(190);
  });

  test('stores nothing of an order of which ECPay may have tickets, before ECPay has answered', async () => {
    await receive(starts.active.pendingEvents);
    const before = await allRows();
    expect(await readModel.storeOrder(database, snapshotOf(adopted({ adopt: REF }, T0 + 1000)))).toBe('adopting');
    expect(await allRows()).toEqual(before);
  });
});

describe('is refused', () => {
  test('in a schema without tables, with what to do', async () => {
    const elsewhere = createReadModel({ schema: 'elsewhere' });
    const applied = elsewhere.applyEvent(database, starts.active.pendingEvents[0] as MerchantEvent);
    await expect(applied).rejects.toMatchObject({ code: 'SCHEMA_NOT_MIGRATED', schema: 'elsewhere' });
  });

  test.each(['', 'Ecticket', 'a"; DROP SCHEMA public; --', "a'b", 'pg_catalog', 'a'.repeat(64)])(
    'as schema: %p',
    (schema) => {
      expect(() => createReadModel({ schema })).toThrow(expect.objectContaining({ code: 'INVALID_READ_MODEL_OPTION' }));
    },
  );

  test.each([undefined, null, 'text', {}, { ...starts.active.pendingEvents[0], order: { merchantId: '1' } }])(
    'as an event: %p',
    async (event) => {
      const applied = readModel.applyEvent(database, event as MerchantEvent);
      await expect(applied).rejects.toMatchObject({ code: 'INVALID_EVENT' });
    },
  );

  test.each([undefined, {}, workflowIdOf(REF)])('as a snapshot: %p', async (snapshot) => {
    const stored = readModel.storeOrder(database, snapshot as OrderSnapshot);
    await expect(stored).rejects.toMatchObject({ code: 'INVALID_SNAPSHOT' });
  });
});
