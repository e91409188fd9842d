/** `ecticket order …`, from placing an order to its last ticket. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { OrderSnapshot } from '../../../client/index.js';
import { STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { dayInTaipei, electronicOrder, giftOrder, paperOrder, serialNumberOrder } from '../../support/orders.js';
import { control, useCliWorld } from './cli-world.js';

const world = useCliWorld();

const nameOf = (tradeNo: string) => `3085676/${tradeNo}`;

async function readOrder(tradeNo: string): Promise<OrderSnapshot> {
  return (await world().run(['order', 'show', nameOf(tradeNo), '--json'])).json() as OrderSnapshot;
}

/** Places an order and waits until it is active, with two unused tickets. */
async function issueOrder(tradeNo: string, order = electronicOrder(tradeNo)) {
  const ref = await world().place({ order, ...(order.merchantTradeNo && { payment: { paid: {} } }) });
  await world().until(ref, 'active');
  return await world().tickets.getOrder(ref);
}

test('an order is placed from stdin, shown, listed, paid, and watched until it closes', async () => {
  const { run, until } = world();
  const stdin = JSON.stringify(paperOrder('Road1'));
  const place = ['order', 'place', '-', '--amount', '2400', '--pay-within', '30'];
  const placed = await run(place, { stdin });
  expect(placed).toMatchObject({ status: 0, out: 'placed: 3085676/Road1\n' });
  expect((await run([...place, '--json'], { stdin })).json()).toMatchObject({
    existing: true,
    workflowId: 'ecticket/3085676/Road1',
  });

  const unpaid = await run(['order', 'show', 'ecticket/3085676/Road1']);
  expect(unpaid.status).toBe(0);
  expect(unpaid.out).toMatch(/Road1 {2}awaitingPayment[^]*Payment +awaiting NT\$2,400/);
  const listed = await run(['order', 'list', '--status', 'awaitingPayment', '--json']);
  expect(listed.json()).toMatchObject({
    orders: [{ ref: { merchantTradeNo: 'Road1' }, status: 'awaitingPayment' }],
    more: false,
  });

  const watching = run(['order', 'watch', nameOf('Road1')]);
  const pay = ['order', 'pay', nameOf('Road1'), '--amount', '2400', '--reference', '2611220001'];
  expect(await run(pay)).toMatchObject({ status: 0, out: expect.stringContaining('Payment recorded') });
  await until({ merchantId: '3085676', merchantTradeNo: 'Road1' }, 'active');
  expect(await readOrder('Road1')).toMatchObject({ status: 'active', payment: { paid: { reference: '2611220001' } } });
  expect((await run(['order', 'redeem', nameOf('Road1'), '--count', '2'])).status).toBe(0);

  const { status, out } = await watching;
  expect(status).toBe(0);
  const lines = out.trim().split('\n');
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+08:00 {2}3085676\/Road1 {2}\w+/);
  expect(lines.at(-1)).toMatch(/3085676\/Road1 {2}settled {2}2 redeemed$/);
  expect(new Set(lines).size).toBe(lines.length);
});

test('watching an order with --json prints one JSON line per change', async () => {
  const { run, place } = world();
  const ref = await place({ order: electronicOrder('Watch1') });
  const watching = run(['order', 'watch', nameOf('Watch1'), '--json']);
  await world().tickets.cancelOrder(ref, { by: 'Chan', why: 'ordered twice' });
  const snapshots = (await watching).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OrderSnapshot);
  expect(snapshots.at(-1)).toMatchObject({ merchantTradeNo: 'Watch1', status: 'cancelled' });
});

test('an invalid order is rejected with all mistakes, and another order with the same number is refused', async () => {
  const { run } = world();
  const wrong = await run(['order', 'place', '-'], { stdin: '{"merchantId":"3085676","customerPhone":"12"}' });
  expect(wrong.status).toBe(2);
  expect(wrong.err).toMatch(/operator: .*\n[^]*customerPhone: /);
  const contradiction = ['order', 'place', '-', '--paid', '--pay-within', '5'];
  expect(await run(contradiction, { stdin: '{}' })).toMatchObject({
    status: 2,
    err: expect.stringContaining('contradict'),
  });
  expect((await run(['order', 'place', '-', '--reference', 'R1'], { stdin: '{}' })).err).toContain('add --paid');

  await run(['order', 'place', '-'], { stdin: JSON.stringify(paperOrder('Taken1')) });
  const other = await run(['order', 'place', '-', '--json'], { stdin: JSON.stringify(electronicOrder('Taken1')) });
  expect(other.status).toBe(4);
  expect(other.json()).toMatchObject({ error: { code: 'ORDER_CONFLICT', workflowId: 'ecticket/3085676/Taken1' } });
});

describe('an order with callback addresses that ECPay cannot call', () => {
  const stage = {
    ...{ ECTICKET_ENV: 'stage', ECTICKET_BASE_URL: '', ECTICKET_CALLBACK_BASE_URL: '' },
    ECTICKET_CODEC_KEYS: `a:${randomBytes(32).toString('base64')}`,
    ECTICKET_MERCHANTS: JSON.stringify(STAGE_MERCHANTS),
  };
  // The client checks no serial-number order against ECPay's catalogue, which no test may call.
  const order = { ...serialNumberOrder('Private1'), useStatusNotifyUrl: 'https://shop.example.tw:8443/use' };
  const place = (env: object, changes: object = {}) =>
    world().run(['order', 'place', '-'], {
      stdin: JSON.stringify({ ...order, ...changes }),
      env: { ...stage, ...env },
    });

  test('is rejected outside the sandbox, together with its other mistakes', async () => {
    const refused = await place({}, { operator: '' });
    expect(refused.status).toBe(2);
    expect(refused.err).toMatch(/operator: [^]*useStatusNotifyUrl: .*port that ECPay does not call/);
  });

  test('is placed if the risk is accepted, which also allows such an address in the settings', async () => {
    const env = { ECTICKET_ALLOW: 'private-callbacks', ECTICKET_CALLBACK_BASE_URL: 'http://localhost:4610' };
    expect(await place(env)).toMatchObject({ status: 0, out: 'placed: 3085676/Private1\n' });
    expect(await place({ ECTICKET_CALLBACK_BASE_URL: 'http://localhost:4610' })).toMatchObject({
      status: 2,
      err: expect.stringContaining('ECTICKET_ALLOW=private-callbacks'),
    });
  });
});

describe('ticket actions', () => {
  test('with one update id, a ticket is redeemed once; the redemption can be cancelled', async () => {
    const { run } = world();
    const { tickets } = await issueOrder('Till1');
    const writeOffNo = tickets[0]?.writeOffNo ?? '';
    const redeem = ['order', 'redeem', nameOf('Till1'), '--write-off-no', writeOffNo, '--store', 'TPE01'];
    const done = await run([...redeem, '--update-id', 'pos-7', '--json']);
    expect(done.status).toBe(0);
    expect(await run([...redeem, '--update-id', 'pos-7', '--json'])).toMatchObject({ status: 0, out: done.out });
    expect((await readOrder('Till1')).counts).toMatchObject({ unused: 1, redeemed: 1 });

    const again = await run([...redeem, '--json']);
    expect(again.status).toBe(4);
    expect(again.json()).toMatchObject({ error: { reason: 'ALREADY_REDEEMED', used: { storeId: 'TPE01' } } });

    const back = ['order', 'cancel-redemption', nameOf('Till1'), '--write-off-no', writeOffNo];
    expect(await run(back)).toMatchObject({ status: 2, err: expect.stringContaining('confirm with --yes') });
    expect((await run([...back, '--reason', 'wrong ticket', '--yes'])).status).toBe(0);
    expect((await readOrder('Till1')).counts).toMatchObject({ unused: 2 });
  });

  test('a refund asks for confirmation on a terminal, and can be cancelled', async () => {
    const { run } = world();
    const { tickets } = await issueOrder('Desk1');
    const refund = ['order', 'refund', nameOf('Desk1'), '--count', '1', '--reason', 'changed her mind'];
    const declined = await run(refund, { typed: 'n\n' });
    expect(declined).toMatchObject({ status: 1, out: '' });
    expect(declined.err).toMatch(/3085676\/Desk1, 1 ticket: Refund\?.*\[y\/N\][^]*Nothing was done/);
    expect((await readOrder('Desk1')).counts).toMatchObject({ unused: 2 });

    const refunded = await run(refund, { typed: 'y\n' });
    expect(refunded).toMatchObject({ status: 0, out: `${tickets[0]?.ticketNo ?? ''}  refunded, money moves\n` });
    const withdraw = ['order', 'cancel-refund', nameOf('Desk1'), '--ticket', tickets[0]?.ticketNo ?? '', '--yes'];
    expect((await run(withdraw)).status).toBe(0);
    expect((await readOrder('Desk1')).counts).toMatchObject({ unused: 2 });
  });

  test('a refused action exits with 4 and the reason; the tickets must be selected in exactly one way', async () => {
    const { run } = world();
    await issueOrder('Wrong1');
    const redeem = ['order', 'redeem', nameOf('Wrong1')];
    expect(await run([...redeem, '--count', '9'])).toMatchObject({
      status: 4,
      err: expect.stringContaining('NOT_ENOUGH_TICKETS'),
    });
    expect(await run([...redeem, '--ticket', 'nope'])).toMatchObject({
      status: 4,
      err: expect.stringContaining('UNKNOWN_TICKET'),
    });
    for (const selection of [[], ['--count', '1', '--ticket', 'x'], ['--item', 'VQT04959']]) {
      expect(await run([...redeem, ...selection])).toMatchObject({
        status: 2,
        err: expect.stringContaining('No tickets selected.'),
      });
    }
    expect((await readOrder('Wrong1')).counts).toMatchObject({ unused: 2 });
  });
});

describe('an order that Temporal does not have', () => {
  test('is adopted by its kind of number if ECPay has it', async () => {
    const { run, sandbox } = world();
    const gift = giftOrder('Gift1', dayInTaipei(sandbox.clock.now(), 30));
    await control(world(), 'orders', {
      ...{ MerchantID: '3085676', FreeTradeNo: 'Gift1', Operator: 'Office', IssueType: '3', IsImmediate: '1' },
      ...{ CustomerName: '王珊珊', CustomerPhone: '0912345678', CustomerEmail: 'abc@example.com' },
      TicketInfo: [{ ItemNo: 'GIFT0001', TicketAmount: 2, ExpireDate: gift.items[0]?.expireDate }],
    });
    const adopt = ['order', 'adopt', nameOf('Gift1')];
    const misread = await run(adopt);
    expect(misread.status).toBe(3);
    expect(misread.err).toContain('For a FreeTradeNo, add --free');

    const adopted = await run([...adopt, '--free', '--json']);
    expect(adopted.status).toBe(0);
    expect(adopted.json()).toMatchObject({ freeTradeNo: 'Gift1', status: 'active', counts: { unused: 2 } });
    // From now on Temporal has the kind of number.
    expect((await run(['order', 'redeem', nameOf('Gift1'), '--count', '2'])).status).toBe(0);
    expect(await run(adopt)).toMatchObject({ status: 0, out: expect.stringContaining('settled') });
  });

  test('is not found: the command exits with 3', async () => {
    const { run } = world();
    for (const args of [['show'], ['watch'], ['pay']]) {
      expect((await run(['order', ...args, nameOf('Nobody')])).status).toBe(3);
    }
    expect((await run(['order', 'redeem', nameOf('Nobody'), '--count', '1'])).status).toBe(3);
    expect((await run(['order', 'adopt', nameOf('Nobody')])).status).toBe(3);
  });

  test('needs no merchant in its name if Temporal has one order with its number', async () => {
    const { run, place } = world();
    const show = () => run(['order', 'show', 'Named1']);
    expect(await show()).toMatchObject({ status: 2, err: expect.stringContaining('Write MerchantID/Named1.') });
    await place({ order: electronicOrder('Named1') });
    expect(await show()).toMatchObject({ status: 0, out: expect.stringContaining('3085676/Named1') });
    await place({ order: electronicOrder('Named1', { merchantId: '3085672' }) });
    const which = 'Which order? Write 3085672/Named1 or 3085676/Named1.';
    expect(await show()).toMatchObject({ status: 2, err: expect.stringContaining(which) });
  });
});

test('a list is limited, with a note that there are more orders', async () => {
  const { run, place } = world();
  for (const tradeNo of ['List1', 'List2', 'List3']) await place({ order: electronicOrder(tradeNo) });
  const { out, err } = await run(['order', 'list', '--status', 'awaitingPayment', '--limit', '2']);
  expect(out.trim().split('\n')).toHaveLength(3);
  expect(err).toContain('more than 2 orders');
  expect((await run(['order', 'list', '--merchant', '3362787'])).out).toBe('No orders.\n');
});

test('a scanned code finds its order; an unknown code and a used ticket are distinguished', async () => {
  const { run } = world();
  const order = await issueOrder('Scan1');
  const [{ ticketNo, writeOffNo = '' } = { ticketNo: '' }] = order.tickets;
  const redeem = ['ticket', 'redeem', '--merchant', '3085676', '--code', writeOffNo];
  expect(await run(['ticket', 'redeem', '--code', writeOffNo])).toMatchObject({
    status: 2,
    err: expect.stringContaining('Name one with --merchant'),
  });
  expect(await run([...redeem, '--store', 'TPE01', '--update-id', 'pos-1'])).toMatchObject({
    status: 0,
    out: expect.stringContaining(`3085676/Scan1  ${ticketNo}  redeemed`),
  });
  const again = await run([...redeem, '--store', 'TPE01', '--update-id', 'pos-1', '--json']);
  expect(again.json()).toMatchObject({ ref: { merchantTradeNo: 'Scan1' }, tickets: [{ ticketNo, result: 'done' }] });
  expect(await run(redeem)).toMatchObject({ status: 4, err: expect.stringContaining('ALREADY_REDEEMED') });
  const unknown = await run(['ticket', 'redeem', '--merchant', '3085676', '--code', 'LEU4loiSZ9TDTWAtxL', '--json']);
  expect(unknown).toMatchObject({ status: 3 });
  expect(unknown.json()).toMatchObject({ error: { code: 'CODE_UNKNOWN' } });
  expect(await run([...redeem.slice(0, -1), 'two words'])).toMatchObject({ status: 2 });
});
