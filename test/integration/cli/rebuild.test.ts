/** `ecticket rebuild`: orders whose Temporal database was lost, or is a backup's. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, naming, STAGE_MERCHANTS, type Ticket, type TicketOrder } from '../../../ecticket/index.js';
import type { OrderView } from '../../../sandbox/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { MAX_ORDERS, type RebuildProgress } from '../../../workflows/messages/bulk.js';
import { dayInTaipei, electronicOrder, giftOrder, paperOrder } from '../../support/orders.js';
import { wholeNumberSetting } from '../../support/test-settings.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { control, useCliWorld } from './cli-world.js';

const world = useCliWorld();
let emptyServer: TestWorkflowEnvironment;

beforeAll(async () => {
  emptyServer = await startDevServer();
});

afterAll(async () => {
  await emptyServer.teardown();
});

const nameOf = (tradeNo: string) => `3085676/${tradeNo}`;
const numbersOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

async function issue(order: TicketOrder): Promise<void> {
  const ref = await world().place({ order, ...(order.merchantTradeNo && { payment: { paid: {} } }) });
  await world().until(ref, 'active');
}

/** Runs `ecticket rebuild` on the server without orders. */
const rebuildElsewhere = async (args: readonly string[], stdin: string) =>
  await world().run(['rebuild', '--from', '-', ...args], { stdin, env: { TEMPORAL_ADDRESS: emptyServer.address } });

/** The worker is killed after some of them. */
const ORDERS = wholeNumberSetting('ECTICKET_REBUILD_ORDERS', { min: 6, max: 100_000 }) ?? 6;
/** Orders per second. */
const RATE = Math.max(1, Math.min(50, ORDERS / 20));

const lost = 'orders of a lost database are adopted, although the worker is killed, and agree with ECPay’s record';
test(
  lost,
  async () => {
    const numbers = numbersOf('Lost', ORDERS);
    for (const number of numbers) await control(world(), 'orders', naming.toIssueData(electronicOrder(number)));
    // Some tickets of each group of five orders were redeemed, and some refunded.
    for (const [index, number] of numbers.entries()) {
      if (index % 5 < 2) await control(world(), `orders/${number}/redeem`, { count: (index % 5) + 1 });
      if (index % 5 === 2) await control(world(), `orders/${number}/refund`, { count: 1 });
    }
    const stdin = `# from the merchant's database\n${[...numbers, 'NeverPlaced1'].map(nameOf).join('\n')}\r\n\n ecticket/3085676/Lost1\n`;
    const total = ORDERS + 1;
    expect(await rebuildElsewhere(['--dry-run'], stdin)).toMatchObject({
      status: 0,
      out: `${total} orders: 0 are running, 0 have ended, Temporal lacks ${total}. Nothing was changed.\n`,
    });

    const killWorker = await world().startWorker({ TEMPORAL_ADDRESS: emptyServer.address });
    const rebuilding = rebuildElsewhere(['--rate', String(RATE), '--json'], stdin);
    await untilAdopted(numbers[Math.floor(ORDERS / 2)] ?? '');
    await killWorker();
    await world().startWorker({ TEMPORAL_ADDRESS: emptyServer.address });

    const { status, json } = await rebuilding;
    expect(json()).toMatchObject({
      ...{ orders: total, agreeing: ORDERS },
      problems: [{ order: { merchantTradeNo: 'NeverPlaced1' }, problem: 'unknownToECPay' }],
    });
    expect(status).toBe(1);
    const wrong: string[] = [];
    for (const number of numbers) {
      const { tickets } = await elsewhere().getOrder({ merchantId: '3085676', merchantTradeNo: number });
      if (!sameTickets(tickets, world().sandbox.book.order(number))) wrong.push(number);
    }
    expect(wrong).toEqual([]);
  },
  240_000 + 2000 * ORDERS,
);

test('a rebuild that has ended is repeated: an order may be lost again since', async () => {
  await issue(giftOrder('LostGift1', dayInTaipei(Date.now(), 20)));
  const gift = await rebuildElsewhere(['--free'], nameOf('LostGift1'));
  expect(gift).toMatchObject({ status: 0, out: "1 order: 1 agrees with ECPay's record. Workflows started: 1.\n" });
  const second = await rebuildElsewhere(['--free'], nameOf('LostGift1'));
  expect(second).toMatchObject({ status: 0, out: expect.stringContaining('Workflows started: 0.') });

  await deleteElsewhere('LostGift1');
  const third = await rebuildElsewhere(['--free', '--json'], nameOf('LostGift1'));
  expect(third.json()).toMatchObject({ orders: 1, adopted: 1, agreeing: 1, problems: [] });
  expect(third.status).toBe(0);
});

test('every workflow of a long list is started at once', async () => {
  const names = numbersOf('Many', MAX_ORDERS + 1).map(nameOf);
  const rebuilding = rebuildElsewhere(['--rate', '0.1'], names.join('\n'));
  const rebuilds = await untilPasses(async () => {
    const running = await runningRebuilds(emptyServer.client);
    expect(running).toHaveLength(2);
    return running;
  });
  for (const handle of rebuilds) await handle.terminate();
  expect(await rebuilding).toMatchObject({ status: 1, err: expect.stringContaining('was cancelled or terminated') });
});

test('the platform of a list must act for its merchants, and corrects an earlier rebuild', async () => {
  for (const command of [
    ['rebuild', '--from', '-'],
    ['order', 'adopt', '3085676/ByPlatform1'],
  ]) {
    const { status, err } = await world().run([...command, '--platform', '9999999'], { stdin: nameOf('ByPlatform1') });
    expect(status).toBeGreaterThan(0);
    expect(err).toContain('There are no keys for merchant "9999999".');
  }
  const withoutPlatform = await rebuildElsewhere(['--json'], nameOf('ByPlatform1'));
  expect(withoutPlatform.json()).toMatchObject({ problems: [{ problem: 'unknownToECPay' }] });
  await control(world(), 'orders', naming.toIssueData(electronicOrder('ByPlatform1')));
  const corrected = await rebuildElsewhere(['--platform', '3085672', '--json'], nameOf('ByPlatform1'));
  expect(corrected.json()).toMatchObject({ orders: 1, adopted: 1, agreeing: 1, problems: [] });
  const order = await elsewhere().getOrder({ merchantId: '3085676', merchantTradeNo: 'ByPlatform1' });
  expect(order.platformId).toBe('3085672');
});

test('orders of a restored backup read ECPay’s record again, and unpaid ones are reported', async () => {
  await issue(electronicOrder('Backup1'));
  await world().place({ order: paperOrder('Backup2'), payment: { amount: 2400 } });
  // A clerk redeemed after the backup, and ECPay has sent the callback already.
  await control(world(), 'orders/Backup1/redeem', { count: 1 });

  const stdin = `${nameOf('Backup1')}\n${nameOf('Backup2')}`;
  const rebuilt = await world().run(['rebuild', '--from', '-', '--json'], { stdin });
  expect(rebuilt.status).toBe(1);
  expect(rebuilt.json() as RebuildProgress).toMatchObject({
    ...{ orders: 2, adopted: 0, running: 2, agreeing: 1 },
    problems: [{ order: { merchantTradeNo: 'Backup2' }, problem: 'unpaid' }],
  });
  const read = await world().run(['rebuild', '--from', '-'], { stdin });
  expect(read.out).toMatch(
    /^2 orders: 1 agrees with ECPay's record, 1 needs an operator\. Workflows started: 0\.\n3085676\/Backup2: awaits its payment\./,
  );
  const chinese = await world().run(['rebuild', '--from', '-'], { stdin, env: { ECTICKET_LANG: 'zh-TW' } });
  expect(chinese.out).toMatch(/^2 筆訂單：1 筆與綠界的訂單紀錄一致，1 筆需要營運人員處理。啟動的 Workflow：0 個。\n/);
  await expect(world().tickets.getOrder({ merchantId: '3085676', merchantTradeNo: 'Backup1' })).resolves.toMatchObject({
    counts: { redeemed: 1, unused: 1 },
  });
});

test('an order that no worker can answer for does not keep the others waiting', async () => {
  const { client } = world().server;
  await issue(electronicOrder('Behind1'));
  const stuck = await client.workflow.start('ticketOrder', {
    ...{ workflowId: 'ecticket/3085676/NoWorker1', taskQueue: 'no-worker' },
    args: [],
  });
  const file = `${nameOf('NoWorker1')}\n${nameOf('Behind1')}`;
  const rebuilding = world().run(['rebuild', '--from', '-'], { stdin: file });
  const rebuild = await untilPasses(async () => {
    const [running] = await runningRebuilds(client);
    if (running === undefined) throw new Error('No rebuild is running.');
    return running;
  });
  let progress: RebuildProgress | undefined;
  while (progress?.agreeing !== 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    progress = await rebuild.query<RebuildProgress>('rebuildProgress');
  }
  expect(progress).toMatchObject({ running: 2, pending: 1, problems: [] });
  await rebuild.cancel();
  expect(await rebuilding).toMatchObject({ status: 1, err: expect.stringContaining('was cancelled or terminated') });
  await stuck.terminate();
});

test('a file with mistakes is refused with all of them, before anything is done', async () => {
  const { status, err } = await world().run(['rebuild', '--from', '-'], {
    stdin: '3085676/Good1\nno order!\n9999999/X1\n',
  });
  expect(status).toBe(2);
  expect(err).toContain('Nothing was done. 2 lines name no order:');
  expect(err).toContain('line 2: "no order!" is not an order name.');
  expect(err).toContain('line 3: There are no keys for merchant "9999999".');
  expect(err).toContain('Write one [MerchantID/]TradeNo per line: the numbers only');
  expect((await world().run(['rebuild', '--from', '-'], { stdin: '# nothing\n' })).err).toContain('names no order');
  expect((await world().run(['rebuild', '--from', '/none.txt'])).err).toContain('/none.txt cannot be read (ENOENT)');
  expect((await world().run(['rebuild', '--from', '-', '--rate', '0'])).err).toContain('orders per second from 0.1');
});

/** Deletes an order's workflow from the server on which orders are rebuilt. */
async function deleteElsewhere(freeTradeNo: string): Promise<void> {
  const { workflowService, workflow, options } = emptyServer.client;
  const workflowId = workflowIdOf({ merchantId: '3085676', freeTradeNo });
  await workflowService.deleteWorkflowExecution({ namespace: options.namespace, workflowExecution: { workflowId } });
  await untilPasses(async () => {
    await expect(workflow.getHandle(workflowId).describe()).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
  });
}

/** The handles of the rebuilds that run. */
async function runningRebuilds({ workflow }: Client): Promise<WorkflowHandle[]> {
  const query = "WorkflowType = 'rebuildOrders' AND ExecutionStatus = 'Running'";
  const handles: WorkflowHandle[] = [];
  for await (const { workflowId } of workflow.list({ query })) handles.push(workflow.getHandle(workflowId));
  return handles;
}

const elsewhere = () =>
  new ECTicketClient({
    client: emptyServer.client,
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    environment: 'sandbox',
  });

async function untilAdopted(tradeNo: string): Promise<void> {
  while ((await elsewhere().findRef({ merchantId: '3085676', tradeNo })) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 100));
}

function sameTickets(tickets: readonly Ticket[], record: OrderView | undefined): boolean {
  const states = { 1: 'unused', 2: 'redeemed', 3: 'refunded', 4: 'expired' } as const;
  const atECPay = record?.tickets.map(({ ticketNo, useStatus }) => `${ticketNo} ${states[useStatus]}`);
  return tickets.map(({ ticketNo, state }) => `${ticketNo} ${state}`).join() === atECPay?.join();
}
