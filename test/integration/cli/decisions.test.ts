/** `ecticket order resubmit`, `abandon`, `cancel`: what a person decides. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OrderSnapshot } from '../../../client/index.js';
import type { TicketOrder } from '../../../ecticket/index.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { useCliWorld } from './cli-world.js';

const world = useCliWorld();

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecticket-cli-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const NAME = (tradeNo: string) => `3085676/${tradeNo}`;

/** An order that ECPay refuses, since its product is off sale. */
async function refused(tradeNo: string): Promise<void> {
  const order: TicketOrder = electronicOrder(tradeNo, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  await world().until(await world().place({ order, payment: { paid: {} } }), 'needsAttention');
}

async function shown(tradeNo: string): Promise<OrderSnapshot> {
  return (await world().run(['order', 'show', NAME(tradeNo), '--json'])).json() as OrderSnapshot;
}

test('what waits for a person says why, and the commands that help; one of them, corrected, issues it', async () => {
  const { run, until } = world();
  await refused('Fix1');
  const { out } = await run(['order', 'show', NAME('Fix1')]);
  expect(out).toContain('ECPay refused to issue these tickets');
  expect(out).toContain(`ecticket order resubmit ${NAME('Fix1')} --why`);
  expect(out).toContain(`ecticket order abandon ${NAME('Fix1')} --why`);

  const file = join(directory, 'corrected.json');
  await writeFile(file, JSON.stringify(paperOrder('Fix1')));
  const resubmit = ['order', 'resubmit', NAME('Fix1'), '--order', file, '--why', 'off sale', '--by', 'Chan'];
  expect(await run(resubmit)).toMatchObject({ status: 2, out: '' });
  expect(await run(resubmit, { typed: 'no\n' })).toMatchObject({ status: 1, out: '' });
  expect((await shown('Fix1')).status).toBe('needsAttention');
  expect(await run([...resubmit, '--yes'])).toMatchObject({ status: 0, out: 'The order is issuing.\n' });
  await until({ merchantId: '3085676', merchantTradeNo: 'Fix1' }, 'active');
  expect((await shown('Fix1')).decisions).toEqual([{ by: 'Chan', why: 'off sale' }]);
});

test('a correction comes from stdin too; a wrong one is told and changes nothing', async () => {
  const { run } = world();
  await refused('Fix2');
  const resubmit = ['order', 'resubmit', NAME('Fix2'), '--order', '-', '--why', 'x', '--yes', '--json'];
  const wrong = await run(resubmit, {
    stdin: JSON.stringify({ ...paperOrder('Fix2'), operator: 'way too long a name' }),
  });
  expect(wrong.status).toBe(2);
  expect(wrong.json()).toMatchObject({ error: { code: 'INVALID_ORDER', violations: [{ path: 'operator' }] } });
  const another = await run(resubmit, { stdin: JSON.stringify(paperOrder('Other')) });
  expect(another.status).toBe(4);
  expect(another.json()).toMatchObject({ error: { code: 'DECISION_REFUSED', reason: 'ANOTHER_NUMBER' } });
  expect((await run(resubmit, { stdin: 'not json' })).status).toBe(2);
  expect((await shown('Fix2')).status).toBe('needsAttention');
  expect((await run(resubmit, { stdin: JSON.stringify(paperOrder('Fix2')) })).json()).toEqual({ status: 'issuing' });
});

test('an order is given up, by whoever is logged in; then there is nothing left to decide', async () => {
  const { run } = world();
  await refused('Lost1');
  const abandon = ['order', 'abandon', NAME('Lost1'), '--why', 'refunded by hand', '--yes'];
  expect(await run(abandon)).toMatchObject({ status: 0, out: 'The order is abandoned.\n' });
  expect((await shown('Lost1')).decisions).toEqual([{ by: userInfo().username, why: 'refunded by hand' }]);
  expect(await run(abandon)).toMatchObject({
    status: 4,
    err: expect.stringContaining('has ended as abandoned'),
  });
});

test('an unpaid order is cancelled, a paid one is not', async () => {
  const { run, place, until } = world();
  await place({ order: electronicOrder('Twice1') });
  const cancel = (tradeNo: string) =>
    run(['order', 'cancel', NAME(tradeNo), '--why', 'ordered twice', '--yes', '--json']);
  expect((await cancel('Twice1')).json()).toEqual({ status: 'cancelled' });
  expect(await run(['order', 'adopt', NAME('Twice1')])).toMatchObject({
    status: 0,
    out: expect.stringContaining('cancelled'),
    err: expect.stringContaining('no tickets of it'),
  });

  await until(await place({ order: electronicOrder('Once1'), payment: { paid: {} } }), 'active');
  const late = await cancel('Once1');
  expect(late.status).toBe(4);
  expect(late.json()).toMatchObject({ error: { code: 'DECISION_REFUSED' } });
});
