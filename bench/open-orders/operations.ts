/** What happens to orders while many others wait: they are placed, redeemed and polled. */
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { workflowIdOf } from '../../client/index.js';
import { startEnvironment, type Environment } from '../environment/environment.js';
import { AMOUNT, electronicOrder, newTradeNo, paperOrder, TIMING } from '../environment/orders.js';
import { startOrderWorker, type WorkerProcess } from '../environment/worker-process.js';

/** A Temporal namespace, a sandbox and a worker process, with orders that wait for redemptions. */
export interface Site {
  readonly environment: Environment;
  readonly worker: WorkerProcess;
  /** The orders with unused tickets, by trade number, oldest first. */
  readonly issued: string[];
}

/** The cost of one operation. */
export interface Cost {
  /** The time of all operations, of which several run at once, over their number. */
  readonly ms: number;
  /** Processor time of the worker process. */
  readonly cpuMs: number;
}

/** Orders that are placed or redeemed at the same time. */
const CONCURRENCY = 20;
/** Longer than a measurement of polls. The bench lets the time pass when it has measured. */
const ISSUE_DELAY_MS = 60_000;
const POLLS_PER_ORDER = 6;
const TIMEOUT_MS = 120_000;
/** The start of the workflow, and its first task, scheduled and started. */
const EVENTS_BEFORE_FIRST_TASK_ENDS = 3;

/** Starts an environment whose worker runs in a process of its own. Needs {@link closeSite}. */
export async function startSite(address: string | undefined, heapLimit: number | undefined): Promise<Site> {
  const sandbox = { callbackDelay: 0, issueDelay: ISSUE_DELAY_MS };
  const environment = await startEnvironment({ address, encrypted: true, workers: 'elsewhere', sandbox });
  try {
    return { environment, worker: await startOrderWorker(environment, { heapLimit }), issued: [] };
  } catch (error) {
    await environment.close();
    throw error;
  }
}

export async function closeSite({ environment, worker }: Site): Promise<void> {
  await worker.end();
  await environment.close();
}

/** Places orders that wait for their payment, with one workflow task each, so that many orders are open soon. */
export async function placeUnpaidOrders({ environment, worker }: Site, count: number): Promise<void> {
  const tradeNos = Array.from({ length: count }, newTradeNo);
  await measure(worker, tradeNos, async (tradeNo) => {
    const order = electronicOrder(tradeNo);
    await environment.ecticket.placeOrder({ order, payment: { amount: AMOUNT } });
    const handle = environment.client.workflow.getHandle(workflowIdOf(order));
    await until(async () => (await handle.describe()).historyLength > EVENTS_BEFORE_FIRST_TASK_ENDS);
  });
}

/** Places paid orders and waits until each has its tickets. They then wait for redemptions. */
export async function placeOrders({ environment, worker, issued }: Site, count: number): Promise<Cost> {
  const { ecticket, events } = environment;
  return await measure(worker, Array.from({ length: count }, newTradeNo), async (tradeNo) => {
    const payment = { paid: { amount: AMOUNT, reference: `R-${tradeNo}` } };
    await ecticket.placeOrder({ order: paperOrder(tradeNo), payment });
    await events.waitFor(tradeNo, 'issued');
    issued.push(tradeNo);
  });
}

/** Redeems one of two tickets of each order, and waits until the callback has led to an event. */
export async function redeemOnce({ environment, worker }: Site, tradeNos: readonly string[]): Promise<Cost> {
  const { control, events } = environment;
  return await measure(worker, tradeNos, async (tradeNo) => {
    await control(`orders/${tradeNo}/redeem`, { count: 1 });
    await events.waitFor(tradeNo, 'redeemed');
  });
}

/** Measures polls of new orders, which ask ECPay each second whether it has issued their tickets. */
export async function pollOrders({ environment, worker }: Site, count: number): Promise<Cost> {
  const { ecticket, events, control, callsOf } = environment;
  const polls = (): number => callsOf('QueryIssueResult');
  const tradeNos = Array.from({ length: count }, newTradeNo);
  const before = polls();
  for (const tradeNo of tradeNos) {
    const payment = { paid: { amount: AMOUNT, reference: `R-${tradeNo}` } };
    await ecticket.placeOrder({ order: electronicOrder(tradeNo), payment, timing: TIMING });
  }
  // By then every order has been sent to ECPay, and only polls.
  await until(() => polls() >= before + 2 * count);
  const [first, start, cpuBefore] = [polls(), performance.now(), await worker.cpuMs()];
  await until(() => polls() >= first + POLLS_PER_ORDER * count);
  const measured = polls() - first;
  const cost = { ms: (performance.now() - start) / measured, cpuMs: ((await worker.cpuMs()) - cpuBefore) / measured };
  await control('clock', { advance: `${ISSUE_DELAY_MS / 1000} seconds` });
  await Promise.all(tradeNos.map((tradeNo) => events.waitFor(tradeNo, 'issued')));
  return cost;
}

async function measure(
  worker: WorkerProcess,
  tradeNos: readonly string[],
  operate: (tradeNo: string) => Promise<void>,
): Promise<Cost> {
  const [start, cpuBefore] = [performance.now(), await worker.cpuMs()];
  const queue = new PQueue({ concurrency: CONCURRENCY });
  await queue.addAll(tradeNos.map((tradeNo) => () => operate(tradeNo)));
  const ms = (performance.now() - start) / tradeNos.length;
  return { ms, cpuMs: ((await worker.cpuMs()) - cpuBefore) / tradeNos.length };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + TIMEOUT_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`The worker has not done its work within ${TIMEOUT_MS / 1000} s.`);
    await sleep(20);
  }
}
