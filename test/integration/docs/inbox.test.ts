/** The inbox of docs/how-to/events.md on PostgreSQL (PGlite, with node-postgres over its socket). */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readPage } from '../../unit/docs/pages.js';
import { start } from '../scripts/run-script.js';

/** Handles events concurrently, repeated, and after a failure, and prints what the tables contain. */
const SCRIPT = `
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { Pool } from 'pg';
import { createEventHandler } from 'temporal-ecticket/events';
import { createInbox, INBOX_TABLE } from './inbox.js';

const server = new PGLiteSocketServer({ db: await PGlite.create(), port: 0, host: '127.0.0.1' });
const listening = new Promise((done) => server.addEventListener('listening', (event) => done(event.detail.port)));
await server.start();
// PGlite has one connection.
const pool = new Pool({ host: '127.0.0.1', port: await listening, user: 'postgres', database: 'postgres', max: 1 });
await pool.query(INBOX_TABLE);
await pool.query('CREATE TABLE sale (event_id text)');

let failures = 0;
const events = createEventHandler({
  secret: 'whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgb2YgYW55Ym9keQ==',
  inbox: createInbox(pool),
  on: {},
  fallback: async ({ id }, transaction) => {
    await transaction.query('INSERT INTO sale VALUES ($1)', [id]);
    if ((failures -= 1) >= 0) throw new Error('the sale cannot be stored');
  },
});
const event = (sequence) => ({
  id: 'ecticket/3085676/CX1/' + sequence, sequence, at: '2026-11-28T08:00:00.000Z',
  order: { merchantId: '3085676', merchantTradeNo: 'CX1' }, type: 'later', data: {},
});
const rows = async (table) => (await pool.query('SELECT event_id FROM ' + table + ' ORDER BY 1')).rows.map((row) => row.event_id);
const report = async () => console.log(JSON.stringify({ inbox: await rows('ecticket_inbox'), sale: await rows('sale') }));

await Promise.all([1, 2, 1, 1, 2].map((sequence) => events.handle(event(sequence))));
await report();
failures = 1;
await events.handle(event(3)).catch((error) => console.log(error.message));
await report();
await events.handle(event(3));
await report();
await pool.end();
await server.stop();
`;

let project: string;
beforeAll(async () => {
  await mkdir('.cache', { recursive: true });
  project = await mkdtemp(resolve('.cache/inbox-'));
  const [, inbox = ''] = /^```ts\n(\/\/ inbox\.ts\n.*?)^```$/ms.exec(readPage('docs/how-to/events.md')) ?? [];
  await writeFile(join(project, 'inbox.ts'), inbox);
  await writeFile(join(project, 'main.ts'), SCRIPT);
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  const paths = { 'temporal-ecticket/events': [resolve('events/index.ts')] };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { module: 'nodenext', paths } }));
});
afterAll(() => rm(project, { recursive: true, force: true }));

test('the inbox commits an event and its changes once, together or not at all', async () => {
  const tsx = 'node_modules/tsx/dist/cli.mjs';
  const { stdout, output } = await start(tsx, ['--tsconfig', join(project, 'tsconfig.json'), join(project, 'main.ts')])
    .ended;
  const ids = (...sequences: number[]) => sequences.map((sequence) => `ecticket/3085676/CX1/${sequence}`);
  const report = (...sequences: number[]) => JSON.stringify({ inbox: ids(...sequences), sale: ids(...sequences) });
  expect([stdout.trim().split('\n'), output]).toEqual([
    [report(1, 2), 'the sale cannot be stored', report(1, 2), report(1, 2, 3)],
    expect.any(String),
  ]);
});
