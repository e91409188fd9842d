/** The floor's workers, receiver and orders, beside the product's on the same Temporal server and sandbox. */
import { Worker } from '@temporalio/worker';
import { fastify, type FastifyInstance } from 'fastify';
import { withNotifyUrls } from '../../client/notify-urls.js';
import { naming, STAGE_MERCHANTS } from '../../ecticket/index.js';
import type { Environment } from '../environment/environment.js';
import { AMOUNT, electronicOrder, MERCHANT } from '../environment/orders.js';
import { bundleOf } from '../measure/workflow-bundles.js';
import { createFloorActivities } from './activities.js';
import type { floorOrder } from './order-workflow.js';
import { encryptAndSign, verifyAndDecrypt, type FloorEnvelope } from './protocol.js';

const [KEYS] = STAGE_MERCHANTS[MERCHANT].keys;

export interface Floor {
  /** Runs the standard order on the floor's workflow. Resolves when it has closed. */
  readonly runOrder: (tradeNo: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function floorWorkflowId(tradeNo: string): string {
  return `floor/${tradeNo}`;
}

/** Starts the floor. Needs `close()` before the environment's. */
export async function startFloor(environment: Environment): Promise<Floor> {
  const { temporal, sandboxUrl, events, client, control } = environment;
  const activities = createFloorActivities(sandboxUrl, KEYS, ({ type, tradeNo }) => events.record(tradeNo, type));
  const { nativeConnection: connection, namespace = 'default' } = temporal;
  const workflowBundle = await bundleOf('floor/order-workflow.ts');
  const workers = [
    await Worker.create({ connection, namespace, taskQueue: 'floor', workflowBundle, activities }),
    await Worker.create({ connection, namespace, taskQueue: 'floor-provider', activities }),
  ];
  const runs = workers.map((worker) => worker.run());
  const receiver = createReceiver(environment);
  const receiverUrl = await receiver.listen({ port: 0, host: '127.0.0.1' });

  return {
    runOrder: async (tradeNo) => {
      const order = withNotifyUrls(electronicOrder(tradeNo), receiverUrl);
      const handle = await client.workflow.start<typeof floorOrder>('floorOrder', {
        workflowId: floorWorkflowId(tradeNo),
        taskQueue: 'floor',
        args: [{ tradeNo, merchantId: MERCHANT, issueData: naming.toIssueData(order) }],
      });
      await handle.signal('paid', AMOUNT);
      await events.waitFor(tradeNo, 'issued');
      await control(`orders/${tradeNo}/redeem`, { count: 1 });
      await events.waitFor(tradeNo, 'redeemed');
      await control(`orders/${tradeNo}/redeem`, { count: 1 });
      await handle.result();
    },
    close: async () => {
      await receiver.close();
      for (const worker of workers) worker.shutdown();
      await Promise.all(runs);
    },
  };
}

/** A bare Fastify route: verify, signal, answer. */
function createReceiver({ client }: Environment): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  server.post<{ Body: FloorEnvelope }>('/ecpay/ticket/use-status', async ({ body }) => {
    const { MerchantTradeNo } = verifyAndDecrypt(body, KEYS) as { readonly MerchantTradeNo: string };
    await client.workflow.getHandle(floorWorkflowId(MerchantTradeNo)).signal('calledBack');
    const answer = encryptAndSign({ RtnCode: 1, RtnMsg: '成功' }, KEYS);
    return { MerchantID: MERCHANT, RpHeader: { Timestamp: unixNow() }, TransCode: 1, TransMsg: '', ...answer };
  });
  return server;
}

function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}
