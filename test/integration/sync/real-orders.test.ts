/** examples/sync-postgres: real orders reach PostgreSQL through its webhook, and from Temporal by its backfill. */
import { createSecretKey } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DeliverEvent } from '../../../activities/index.js';
import { freePort } from '../../../demo/parts/ports.js';
import type { MerchantEvent } from '../../../events/index.js';
import type { OrderRef } from '../../../ecticket/order.js';
import { webhook } from '../../../workers/webhook.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { useDevWorld } from '../../support/dev-world.js';
import { electronicOrder, giftOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';
import { readPage } from '../../unit/docs/pages.js';
import { start, type Running } from '../scripts/run-script.js';

const SECRET = Buffer.from('a secret of the merchant');
const TSX = 'node_modules/tsx/dist/cli.mjs';

let database: PGlite;
/** Remains when the database is down, and up again. */
let port: number;
let socket: PGLiteSocketServer;
let send: DeliverEvent;
const sent: MerchantEvent[] = [];
const deliver: DeliverEvent = async (event) => {
  sent.push(event);
  await send(event);
};
const world = useDevWorld({ deliver });

/** PostgreSQL's protocol on a port, for `pg` in another process. */
async function listen(): Promise<void> {
  socket = new PGLiteSocketServer({ db: database, port, host: '127.0.0.1', maxConnections: 10 });
  await socket.start();
}

function startExample(...args: string[]): Running {
  const env = {
    ...process.env,
    DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres`,
    ECTICKET_EVENTS_SECRET: `whsec_${SECRET.toString('base64')}`,
    PORT: '0',
    TEMPORAL_ADDRESS: world().environment.address,
  };
  return start(TSX, ['examples/sync-postgres/server.ts', ...args], { env });
}

const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  port = await freePort();
  database = await PGlite.create();
  ends.push(() => database.close());
  await listen();
  ends.push(() => socket.stop());
  const service = startExample();
  ends.push(() => {
    service.signal('SIGTERM');
    return service.ended;
  });
  const [, url = ''] = /^listening on (.*)$/.exec(await service.waitForLine(/^listening on/)) ?? [];
  send = webhook({ url: `${url}/events`, secret: createSecretKey(SECRET) });
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** What the tables have of an order, in the form of a snapshot; undefined without a row. */
async function rowsOf(ref: OrderRef): Promise<unknown> {
  const { rows } = await database.query<{ row: unknown }>(
    `SELECT jsonb_build_object(
      'status', status, 'paid', paid_amount, 'ticketTradeNo', ticket_trade_no,
      'refunded', refunded_amount, 'fee', refund_fee,
      'tickets', (SELECT jsonb_agg(jsonb_build_array(ticket_no, state, item_no, price, redeemed_on) ORDER BY ticket_no)
        FROM ecticket.tickets WHERE tickets.order_id = orders.order_id)
    ) AS row FROM ecticket.orders WHERE order_id = $1`,
    [workflowIdOf(ref)],
  );
  return rows[0]?.row;
}

async function snapshotRows(ref: OrderRef): Promise<unknown> {
  const { status, payment, ticketTradeNo, amounts, tickets } = await world().client.getOrder(ref);
  const rows = tickets
    .map(({ ticketNo, state, itemNo, price, redeemedOn }) => [ticketNo, state, itemNo, price, dashed(redeemedOn)])
    .sort(([a = ''], [b = '']) => (String(a) < String(b) ? -1 : 1));
  return {
    ...{ status, paid: payment.paid?.amount ?? null, ticketTradeNo: ticketTradeNo ?? null },
    ...{ refunded: amounts.refunded, fee: amounts.refundFee, tickets: rows.length === 0 ? null : rows },
  };
}

const dashed = (day: string | undefined) => day?.replace(/^(....)(..)(..)$/, '$1-$2-$3') ?? null;

test('the tables agree with the orders, by events and again by a backfill of an empty database', async () => {
  const { client, issued, until } = world();
  const unpaid = await client.placeOrder({ order: electronicOrder('SYNC0'), payment: { amount: 1360 } });
  const settled = await issued(electronicOrder('SYNC1'));
  const active = await issued(giftOrder('SYNC2', '20991231'));

  // The database is down: the webhook answers 503, and the worker delivers the events again.
  await socket.stop();
  await client.redeem(settled.ref, { tickets: { count: 1 } });
  await expect(send(sent[0] as MerchantEvent)).rejects.toMatchObject({ message: expect.stringContaining('503') });
  await client.refund(settled.ref, { tickets: { count: 1 } });
  // Meanwhile another process may use the port for a connection.
  await untilPasses(listen);
  const isDelivered = ({ events }: { readonly events: { readonly undelivered: number } }) => events.undelivered === 0;
  for (const { ref } of [settled, active]) await until(ref, isDelivered);

  for (const { ref } of [settled, active]) expect(await rowsOf(ref)).toEqual(await snapshotRows(ref));
  expect(await rowsOf(settled.ref)).toMatchObject({ status: 'settled', refunded: expect.any(Number) });
  expect(await rowsOf(unpaid.ref)).toBeUndefined();

  await database.query('DROP SCHEMA ecticket CASCADE');
  const { status, stdout, output } = await startExample('backfill').ended;
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(JSON.parse(stdout)).toEqual({ listed: 3, stored: 3, skipped: 0, adopting: 0, forgotten: 0, failed: 0 });
  for (const { ref } of [unpaid, settled, active]) expect(await rowsOf(ref)).toEqual(await snapshotRows(ref));
});

test('docs/how-to/read-model.md lists every column with its type, but for the internal ones', async () => {
  const { rows } = await database.query<{ table: string; column: string; type: string }>(
    `SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns
    WHERE table_schema = 'ecticket' AND table_name IN ('orders', 'tickets', 'events')
      AND column_name !~ '_version$|^reported_status$|^snapshot_stored_at$'`,
  );
  const columns = rows.map(({ table, column, type }) => [
    table,
    column,
    type.replace(/^.* with time zone$/, 'timestamptz'),
  ]);
  const sections = readPage('docs/how-to/read-model.md').split(/^### /m).slice(1);
  const documented = sections.flatMap((section) =>
    [...section.matchAll(/^\| `(\w+)` +\| `(\w+)` +\|/gm)].map(([, column, type]) => [
      /^`(\w+)`/.exec(section)?.[1],
      column,
      type,
    ]),
  );
  expect(documented.sort()).toEqual(columns.sort());
});
