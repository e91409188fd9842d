/** Roads of the workflows that are not orders: `rebuildOrders`, `resubmitOrders` and `waitForTickets`. */
import { deepStrictEqual } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { withNotifyUrls } from '../../client/notify-urls.js';
import { naming, type OrderRef } from '../../ecticket/index.js';
import { ECTicketNexusPlugin } from '../../nexus/worker/index.js';
import type { waitForTickets } from '../../nexus/workflows/wait-for-tickets.js';
import {
  REBUILD_ORDERS,
  rebuildProgress,
  RESUBMIT_ORDERS,
  type RebuildInput,
  type RebuildProgress,
  type ResubmitInput,
  type ResubmitProgress,
} from '../../workflows/messages/bulk.js';
import { orderName, TASK_QUEUE } from '../../workflows/messages/names.js';
import { BENCH_CODEC_KEYS, type Environment } from '../environment/environment.js';
import { AMOUNT, electronicOrder, newTradeNo, paperOrder, TIMING } from '../environment/orders.js';
import { OPERATOR, paid, refOf } from './road-steps.js';

/** Runs a workflow to its end. Returns its id. */
export type WorkflowRoad = (environment: Environment) => Promise<string>;

/** More orders than one activity of a bulk workflow processes. */
const ORDERS = 101;
/** Orders per second: no limit on one machine. */
const ordersPerSecond = 1000;

/** Several of these workflows may run at the same time. */
export const WORKFLOW_ROADS: Readonly<Record<string, WorkflowRoad>> = {
  'orders rebuilt, two unpaid or unknown': async (environment) => {
    const { client, ecticket } = environment;
    const { ref: unpaid } = await ecticket.placeOrder({
      order: electronicOrder(newTradeNo()),
      payment: { amount: AMOUNT },
      timing: TIMING,
    });
    const atECPay = await Promise.all(Array.from({ length: ORDERS }, () => createAtECPay(environment)));
    const [running, ...others] = atECPay;
    if (running !== undefined) await ecticket.adoptOrder(running);
    const unknown = refOf(newTradeNo());
    // Last, so that ECPay is still queried about it when the orders are compared for the first time.
    const input = { orders: [unpaid, ...atECPay, unknown], ordersPerSecond };
    const handle = await startRebuild(client, 'recorded', input);
    const progress = await handle.result();
    deepStrictEqual(progress, {
      ...{ total: ORDERS + 2, adopted: others.length + 1, running: 2, agreeing: ORDERS, pending: 0 },
      problems: [
        { order: unpaid, problem: 'unpaid' },
        { order: unknown, problem: 'unknownToECPay' },
      ],
    });
    return handle.workflowId;
  },

  'rebuild cancelled': async ({ client }) => {
    const orders = [refOf(newTradeNo())];
    const handle = await startRebuild(client, 'cancelled', { orders, ordersPerSecond });
    while ((await handle.query(rebuildProgress)).adopted === 0) await sleep(100);
    await handle.cancel();
    await handle.result().catch(() => undefined);
    return handle.workflowId;
  },

  'orders resubmitted, some refused': async (environment) => {
    const { client } = environment;
    const refused = await Promise.all([refusedOrder(environment), refusedOrder(environment)]);
    const mispaid = await mispaidOrder(environment);
    const unknown = Array.from({ length: ORDERS - refused.length }, () => refOf(newTradeNo()));
    const input: ResubmitInput = {
      orders: [...refused, mispaid, ...unknown],
      ...{ ordersPerSecond, decision: OPERATOR },
    };
    const handle = await client.workflow.start<(input: ResubmitInput) => Promise<ResubmitProgress>>(RESUBMIT_ORDERS, {
      ...{ workflowId: 'ecticket-resubmit', taskQueue: TASK_QUEUE, args: [input] },
    });
    const { resubmitted, refused: rejected } = await handle.result();
    deepStrictEqual(
      { resubmitted, codes: [...new Set(rejected.map(({ code }) => code))] },
      { resubmitted: refused.length, codes: ['NOT_IN_BULK', 'ORDER_NOT_FOUND'] },
    );
    return handle.workflowId;
  },

  'tickets of an operation awaited': async ({ client, ecticket, encrypted, temporal }) => {
    const order = electronicOrder(newTradeNo());
    const taskQueue = 'ecticket-nexus';
    const worker = await Worker.create({
      ...{ connection: temporal.nativeConnection, namespace: client.options.namespace, taskQueue },
      plugins: [
        new ECTicketNexusPlugin({
          ...{ tickets: ecticket, environment: 'sandbox' },
          ...(encrypted && { codecKeys: BENCH_CODEC_KEYS }),
        }),
      ],
    });
    return await worker.runUntil(async () => {
      const { ref } = await ecticket.placeOrder({ order, ...paid(order.merchantTradeNo), timing: TIMING });
      // As the operation issueOrder starts it.
      const handle = await client.workflow.start<typeof waitForTickets>('waitForTickets', {
        ...{ workflowId: `ecticket-nexus/${orderName(ref)}/recorded`, taskQueue, args: [ref] },
      });
      await handle.result();
      return handle.workflowId;
    });
  },
};

type Rebuild = (input: RebuildInput) => Promise<RebuildProgress>;

async function startRebuild(
  client: Environment['client'],
  name: string,
  input: RebuildInput,
): Promise<WorkflowHandle<Rebuild>> {
  const workflowId = `ecticket-rebuild/${name}`;
  return await client.workflow.start<Rebuild>(REBUILD_ORDERS, { workflowId, taskQueue: TASK_QUEUE, args: [input] });
}

/** Creates an order in ECPay's back office. */
async function createAtECPay({ control, receiverUrl }: Environment): Promise<OrderRef> {
  const order = paperOrder(newTradeNo());
  await control('orders', naming.toIssueData(withNotifyUrls(order, receiverUrl)));
  return refOf(order.merchantTradeNo);
}

/** An order that ECPay refuses once. */
async function refusedOrder({ control, ecticket, events }: Environment): Promise<OrderRef> {
  const tradeNo = newTradeNo();
  await control('faults', { on: '/api/Ticket/Issue', kind: 'rtnCode', times: 1, tradeNo });
  const order = electronicOrder(tradeNo);
  const { ref } = await ecticket.placeOrder({ order, ...paid(tradeNo), timing: TIMING });
  await events.waitFor(tradeNo, 'needsAttention');
  return ref;
}

/** An order whose payment has the wrong amount. */
async function mispaidOrder({ ecticket, events }: Environment): Promise<OrderRef> {
  const tradeNo = newTradeNo();
  const payment = { amount: AMOUNT, paid: { amount: 1, reference: `R-${tradeNo}` } };
  const { ref } = await ecticket.placeOrder({ order: electronicOrder(tradeNo), payment, timing: TIMING });
  await events.waitFor(tradeNo, 'needsAttention');
  return ref;
}
