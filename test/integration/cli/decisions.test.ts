/** `ecticket order resubmit`, `abandon`, `cancel`: an operator's decisions. */
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

const nameOf = (tradeNo: string) => `3085676/${tradeNo}`;

/** Places an order that ECPay refuses because its item is off sale. */
async function placeRefusedOrder(tradeNo: string): Promise<void> {
  const order: TicketOrder = electronicOrder(tradeNo, { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  await world().until(await world().place({ order, payment: { paid: {} } }), 'needsAttention');
}

async function readOrder(tradeNo: string): Promise<OrderSnapshot> {
  return (await world().run(['order', 'show', nameOf(tradeNo), '--json'])).json() as OrderSnapshot;
}

test('an order that needs attention shows the reason and the commands, and is issued when corrected', async () => {
  const { run, until } = world();
  await placeRefusedOrder('Fix1');
  const { out } = await run(['order', 'show', nameOf('Fix1')]);
  expect(out).toContain('ECPay refused to issue these tickets');
  expect(out).toContain(`ecticket order resubmit ${nameOf('Fix1')} --why`);
  expect(out).toContain(`ecticket order abandon ${nameOf('Fix1')} --why`);

  const file = join(directory, 'corrected.json');
  await writeFile(file, JSON.stringify(paperOrder('Fix1')));
  const asOrdered = ['order', 'resubmit', nameOf('Fix1'), '--order', file, '--why', 'off sale', '--by', 'Chan'];
  expect(await run([...asOrdered, '--yes'])).toMatchObject({
    status: 4,
    err: expect.stringContaining('AMOUNT_MISMATCH'),
  });
  const resubmit = [...asOrdered, '--amount', '1360'];
  expect(await run(resubmit)).toMatchObject({ status: 2, out: '' });
  expect(await run(resubmit, { typed: 'no\n' })).toMatchObject({ status: 1, out: '' });
  expect((await readOrder('Fix1')).status).toBe('needsAttention');
  expect(await run([...resubmit, '--yes'])).toMatchObject({ status: 0, out: 'The order is issuing.\n' });
  await until({ merchantId: '3085676', merchantTradeNo: 'Fix1' }, 'active');
  expect((await readOrder('Fix1')).decisions).toEqual([{ by: 'Chan', why: 'off sale' }]);
});

test('a correction may come from stdin; an invalid one is reported and changes nothing', async () => {
  const { run } = world();
  await placeRefusedOrder('Fix2');
  const resubmit = [
    'order',
    'resubmit',
    nameOf('Fix2'),
    '--order',
    '-',
    '--why',
    'x',
    '--amount',
    '1360',
    '--yes',
    '--json',
  ];
  const wrong = await run(resubmit, {
    stdin: JSON.stringify({ ...paperOrder('Fix2'), operator: 'way too long a name' }),
  });
  expect(wrong.status).toBe(2);
  expect(wrong.json()).toMatchObject({ error: { code: 'INVALID_ORDER', violations: [{ path: 'operator' }] } });
  const another = await run(resubmit, { stdin: JSON.stringify(paperOrder('Other')) });
  expect(another.status).toBe(4);
  expect(another.json()).toMatchObject({ error: { code: 'DECISION_REFUSED', reason: 'ANOTHER_NUMBER' } });
  expect((await run(resubmit, { stdin: 'not json' })).status).toBe(2);
  expect((await readOrder('Fix2')).status).toBe('needsAttention');
  expect((await run(resubmit, { stdin: JSON.stringify(paperOrder('Fix2')) })).json()).toEqual({ status: 'issuing' });
});

test('an order is abandoned by the logged-in user and then accepts no further decision', async () => {
  const { run } = world();
  await placeRefusedOrder('Lost1');
  const abandon = ['order', 'abandon', nameOf('Lost1'), '--why', 'refunded by hand', '--yes'];
  expect(await run(abandon)).toMatchObject({ status: 0, out: 'The order is abandoned.\n' });
  expect((await readOrder('Lost1')).decisions).toEqual([{ by: userInfo().username, why: 'refunded by hand' }]);
  expect(await run(abandon)).toMatchObject({
    status: 4,
    err: expect.stringContaining('has ended as abandoned'),
  });
});

test('an unpaid order can be cancelled, an issued one cannot', async () => {
  const { run, place, until } = world();
  await place({ order: electronicOrder('Twice1') });
  const cancel = (tradeNo: string) =>
    run(['order', 'cancel', nameOf(tradeNo), '--why', 'ordered twice', '--yes', '--json']);
  expect((await cancel('Twice1')).json()).toEqual({ status: 'cancelled' });
  expect(await run(['order', 'adopt', nameOf('Twice1')])).toMatchObject({
    status: 0,
    out: expect.stringContaining('cancelled'),
    err: expect.stringContaining('no tickets of this order'),
  });

  await until(await place({ order: electronicOrder('Once1'), payment: { paid: {} } }), 'active');
  const late = await cancel('Once1');
  expect(late.status).toBe(4);
  expect(late.json()).toMatchObject({ error: { code: 'DECISION_REFUSED' } });
});
