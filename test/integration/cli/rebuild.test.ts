/** `ecticket rebuild`: orders whose Temporal database was lost, or is a backup's. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, naming, STAGE_MERCHANTS, type Ticket, type TicketOrder } from '../../../ecticket/index.js';
import type { OrderView } from '../../../sandbox/index.js';
import type { RebuildProgress } from '../../../workflows/messages/bulk.js';
import { dayInTaipei, electronicOrder, giftOrder, paperOrder } from '../../support/orders.js';
import { testSetting } from '../../support/test-settings.js';
import { startDevServer } from '../../support/temporal-servers.js';
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
const ORDERS = Math.max(6, Number(testSetting('ECTICKET_REBUILD_ORDERS') ?? 0));
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
    await untilAdopted(numbers[ORDERS / 2] ?? '');
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

test('a rebuild that has ended is reported, and repeated on demand', async () => {
  await issue(giftOrder('LostGift1', dayInTaipei(Date.now(), 20)));
  const gift = await rebuildElsewhere(['--free'], nameOf('LostGift1'));
  expect(gift).toMatchObject({ status: 0, out: "1 order: 1 agrees with ECPay's record. Workflows started: 1.\n" });

  const second = await rebuildElsewhere(['--free'], nameOf('LostGift1'));
  expect(second.err).toContain('of these orders has ended. Add --again to repeat it.');
  expect(second).toMatchObject({ status: 0, out: gift.out });
  const repeated = await rebuildElsewhere(['--free', '--again'], nameOf('LostGift1'));
  expect(repeated).toMatchObject({ status: 0, out: expect.stringContaining('Workflows started: 0.') });
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
  const rebuild = await runningRebuild();
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
  expect(err).toContain('line 3: The settings contain no merchant 9999999.');
  expect((await world().run(['rebuild', '--from', '-'], { stdin: '# nothing\n' })).err).toContain('names no order');
  expect((await world().run(['rebuild', '--from', '/none.txt'])).err).toContain('/none.txt cannot be read (ENOENT)');
  expect((await world().run(['rebuild', '--from', '-', '--rate', '0'])).err).toContain('orders per second from 0.1');
});

/** The handle of the rebuild that runs. */
async function runningRebuild() {
  const { workflow } = world().server.client;
  for (;;) {
    for await (const { workflowId } of workflow.list({
      query: "WorkflowType = 'rebuildOrders' AND ExecutionStatus = 'Running'",
    }))
      return workflow.getHandle(workflowId);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
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
