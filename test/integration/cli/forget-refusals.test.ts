/** `ecticket forget` leaves the number of another order alone, and an order whose workflow was closed in Temporal. */
import { describe, expect, test } from '@jest/globals';
import type { OrderStatus } from '../../../client/index.js';
import { recordUnmatched } from '../../../client/payments/unmatched-payments.js';
import { electronicOrder } from '../../support/orders.js';
import { untilPasses } from '../../support/until-passes.js';
import { control, SAVES_EVERY_SECOND, useCliWorld } from './cli-world.js';

const world = useCliWorld({ serverArgs: SAVES_EVERY_SECOND });

const refOf = (merchantTradeNo: string) => ({ merchantId: '3085676', merchantTradeNo });
const idOf = (tradeNo: string) => `ecticket/3085676/${tradeNo}`;
const run = (line: string, typed?: string) => world().run(line.split(' '), { ...(typed !== undefined && { typed }) });
const place = (tradeNo: string) => world().place({ order: electronicOrder(tradeNo) });
const pay = (tradeNo: string) => world().place({ order: electronicOrder(tradeNo), payment: { paid: {} } });
const handleOf = (tradeNo: string) => world().server.client.workflow.getHandle(idOf(tradeNo));

async function hasClosed(tradeNo: string): Promise<void> {
  await untilPasses(async () => expect((await handleOf(tradeNo).describe()).status.name).not.toBe('RUNNING'));
}

async function cancel(tradeNo: string): Promise<void> {
  expect((await run(`order cancel ${idOf(tradeNo)} --why test --yes`)).status).toBe(0);
  await hasClosed(tradeNo);
}

/** Checks the types of the executions of the number in any case. */
const expectTraces = (tradeNo: string, wanted: readonly string[]) =>
  untilPasses(async () => {
    const found: string[] = [];
    for await (const { workflowId, type } of world().server.client.workflow.list()) {
      const [, , number = ''] = workflowId.split('/');
      if (number.toLowerCase() === tradeNo.toLowerCase()) found.push(`${number} ${type}`);
    }
    expect(found.sort()).toEqual([...wanted].sort());
  });

/** The command names the order as it is written, however it is called, and deletes nothing. */
async function expectRefusedFor(tradeNo: string, spelled: string): Promise<void> {
  const command = `ecticket forget 3085676/${tradeNo}`;
  const json = await run(`forget 3085676/${spelled} --yes --json`);
  expect(json.status).toBe(4);
  expect(json.json()).toEqual({
    error: {
      code: 'NUMBER_IN_OTHER_CASE',
      workflowId: idOf(spelled),
      writtenAs: `3085676/${tradeNo}`,
      message: expect.stringContaining(command),
    },
  });
  const named = { status: 4, out: '', err: expect.stringContaining(command) as unknown };
  expect(await run(`forget ${idOf(spelled)} --yes`)).toMatchObject(named);
  expect(await run(`forget 3085676/${spelled}`)).toMatchObject(named);
  expect(await run(`forget 3085676/${spelled}`, 'yes\n')).toMatchObject(named);
}

describe('a number in another case than the order', () => {
  test.each([
    ['Mixed1', ['mixed1', 'MIXED1', 'mIXED1'], ['Mixed1 ticketOrder', 'mixed1 orderNumberReservation']],
    ['lower1', ['LOWER1', 'Lower1'], ['lower1 ticketOrder']],
    ['UPPER1', ['upper1', 'Upper1'], ['UPPER1 ticketOrder']],
  ])('is refused while %s runs, and after it has ended', async (tradeNo, forms, traces) => {
    await place(tradeNo);
    await expectTraces(tradeNo, traces);
    for (const spelled of forms) await expectRefusedFor(tradeNo, spelled);
    await cancel(tradeNo);
    for (const spelled of forms) await expectRefusedFor(tradeNo, spelled);
    await expectTraces(tradeNo, traces);
    const conflict = { reason: 'differsInCaseOnly', conflictsWith: idOf(tradeNo) };
    for (const spelled of forms) await expect(place(spelled)).rejects.toMatchObject(conflict);
    for (const spelled of forms) await expectRefusedFor(tradeNo, spelled);

    const deleted = { runs: 1, payments: 0, reservations: traces.length - 1 };
    expect((await run(`forget 3085676/${tradeNo} --yes --json`)).json()).toMatchObject({ deleted });
    // An order in mixed case that was refused has left a reservation.
    await expectTraces(tradeNo, tradeNo === 'UPPER1' ? ['upper1 orderNumberReservation'] : []);
    const again = await run(`forget 3085676/${tradeNo}`);
    expect(again.status).toBe(0);
    expect(again.out).toContain(`Temporal has nothing about 3085676/${tradeNo}. Letter case counts`);
  });

  test('is refused also if it was adopted without an order at ECPay: each number has its own runs', async () => {
    expect((await run('order adopt 3085676/asked1')).status).toBe(3);
    await hasClosed('asked1');
    await place('Asked1');
    await expectTraces('asked1', ['Asked1 ticketOrder', 'asked1 orderNumberReservation', 'asked1 ticketOrder']);
    await expectRefusedFor('Asked1', 'asked1');
    await cancel('Asked1');
    const forget = async (tradeNo: string) => (await run(`forget 3085676/${tradeNo} --yes --json`)).json();
    expect(await forget('Asked1')).toMatchObject({ deleted: { runs: 1, reservations: 1 } });
    await expectTraces('asked1', ['asked1 ticketOrder']);
    expect(await forget('asked1')).toMatchObject({ deleted: { runs: 1, reservations: 0 } });
    await expectTraces('asked1', []);
  });

  test('may be that of a payment: the order is deleted after an operator has resolved it, with its record', async () => {
    await place('Paid2');
    await cancel('Paid2');
    const payment = { reference: '2611290000000002', amount: 100, source: 'aioNotice' } as const;
    const record = { reason: 'unknown', verification: 'unchecked', otherCase: idOf('Paid2') } as const;
    await recordUnmatched(world().server.client, refOf('paid2'), payment, record);
    const forget = async () => (await run('forget 3085676/Paid2 --yes --json')).json();
    await expectTraces('2611290000000002', ['2611290000000002 unmatchedPayment']);
    const payments = ['3085676/2611290000000002'];
    expect(await forget()).toMatchObject({ error: { code: 'PAYMENT_OPEN', payments } });
    expect((await run('payment resolve 3085676/2611290000000002 --why returned')).status).toBe(0);
    await untilPasses(async () => expect(await forget()).toMatchObject({ deleted: { runs: 1, payments: 1 } }));
    await expectTraces('paid2', []);
  });
});

describe('an order whose workflow was closed in Temporal', () => {
  const fault = (tradeNo: string, on: string, kind: string) =>
    control(world(), 'faults', { on, kind, tradeNo, times: 1000 });

  test.each<[OrderStatus, (tradeNo: string) => Promise<unknown>]>([
    ['awaitingPayment', place],
    ['issuing', async (tradeNo) => fault(tradeNo, '/api/Ticket/Issue', 'http500').then(() => pay(tradeNo))],
    ['awaitingIssuance', async (tradeNo) => fault(tradeNo, 'issuance', 'never').then(() => pay(tradeNo))],
    ['active', pay],
    ['needsAttention', async (tradeNo) => fault(tradeNo, '/api/Ticket/Issue', 'rtnCode').then(() => pay(tradeNo))],
  ])('before its last status is not deleted: %s', async (status, start) => {
    const tradeNo = `2026112900${status.length}`;
    await start(tradeNo);
    await world().until(refOf(tradeNo), status);
    await handleOf(tradeNo).terminate('by hand');

    const adopt = `ecticket order adopt 3085676/${tradeNo}`;
    const refused = await run(`forget 3085676/${tradeNo} --yes --json`);
    expect(refused.status).toBe(4);
    expect(refused.json()).toEqual({
      error: {
        code: 'ORDER_OPEN',
        workflowId: idOf(tradeNo),
        status,
        workflowStatus: 'TERMINATED',
        message: expect.stringContaining(adopt),
      },
    });
    const named = { status: 4, out: '', err: expect.stringContaining(adopt) as unknown };
    expect(await run(`forget 3085676/${tradeNo} --yes`)).toMatchObject(named);
    expect(await run(`forget 3085676/${tradeNo}`, 'yes\n')).toMatchObject(named);
    expect((await handleOf(tradeNo).describe()).status.name).toBe('TERMINATED');
  });

  test('is deleted with every run after it was adopted and has ended', async () => {
    const ref = await pay('Adopted1');
    await world().until(ref, 'active');
    await handleOf('Adopted1').terminate('by hand');
    expect((await run('order adopt 3085676/Adopted1')).status).toBe(0);
    await world().until(ref, 'active');
    await world().tickets.redeem(ref, { tickets: { count: 2 } });
    await hasClosed('Adopted1');
    const { status, out } = await run('forget 3085676/Adopted1 --yes');
    expect(status).toBe(0);
    expect(out).toContain('Deleted: 2 runs of its workflow, the reservation of its number.');
    await expectTraces('Adopted1', []);
  });

  test('is deleted if ECPay has no tickets of it', async () => {
    await place('Unissued1');
    await handleOf('Unissued1').terminate('by hand');
    // ECPay has no such order.
    expect((await run('order adopt 3085676/Unissued1')).status).toBe(3);
    await hasClosed('Unissued1');
    expect((await run('forget 3085676/Unissued1 --yes --json')).json()).toMatchObject({ deleted: { runs: 2 } });
    await expectTraces('Unissued1', []);
  });
});
