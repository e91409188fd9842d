/** `ecticket order resubmit`, `abandon`, `cancel`: an operator's decisions. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OrderSnapshot } from '../../../client/index.js';
import type { TicketOrder } from '../../../ecticket/index.js';
import { electronicOrder, paperOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';
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

test('with ECTICKET_LANG=zh-TW, the list and the order are Chinese, and JSON is as without it', async () => {
  const { run } = world();
  await placeRefusedOrder('Lang1');
  const env = { ECTICKET_LANG: 'zh-TW' };
  await untilPasses(async () => {
    const list = await run(['order', 'list', '--status', 'needsAttention'], { env });
    expect(list.out).toMatch(/^訂單 +狀態 +票券類型 +未使用 /);
    expect(list.out).toMatch(new RegExp(`^${nameOf('Lang1')} +需要處理 +電子票券 +`, 'm'));
  });

  const show = ['order', 'show', nameOf('Lang1')];
  const { out } = await run(show, { env });
  expect(out).toMatch(/^訂單 +3085676\/Lang1 {2}需要處理 /);
  expect(out).toMatch(/^付款 +已付款/m);
  expect(out).toMatch(/^需要處理 +綠界拒絕發行這些票券/m);
  expect(out).toMatch(/^已嘗試 +已送出訂單。/m);
  expect(out).toContain(`ecticket order abandon ${nameOf('Lang1')} --why`);
  expect((await run([...show, '--json'], { env })).json()).toEqual((await run([...show, '--json'])).json());

  const abandon = ['order', 'abandon', nameOf('Lang1'), '--why', '已退款'];
  expect(await run(abandon, { env, typed: 'n\n' })).toMatchObject({
    status: 1,
    err: expect.stringMatching(/要永久放棄此訂單嗎？.*\[y\/N\] .*未執行任何動作。/s),
  });
  expect((await run([...abandon, '--yes'], { env })).out).toBe('訂單目前狀態：已放棄。\n');
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
