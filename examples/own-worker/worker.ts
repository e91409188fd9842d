/** The merchant's Worker: its own workflow, activities and task queue, and the orders beside it. */
import { fileURLToPath } from 'node:url';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { Worker, type NativeConnection } from '@temporalio/worker';
import type { ECTicketClient } from 'temporal-ecticket/client';
import { ECTicketPlugin, type ECTicketOptions } from 'temporal-ecticket/worker';
import { createMailActivities, type SendMail } from './activities.js';
import type { sendTickets } from './workflows.js';

export interface MerchantWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly client: Client;
  readonly ecticket: ECTicketClient;
  readonly sendMail: SendMail;
  readonly orderOptions: Omit<ECTicketOptions, 'onEvent'>;
}

const TASK_QUEUE = 'merchant';

/** Creates the Worker. It also runs ticket orders, from its `run()` to its end. */
export async function createMerchantWorker(options: MerchantWorkerOptions): Promise<Worker> {
  const { connection, namespace, client, ecticket, sendMail, orderOptions } = options;
  // This is all that a merchant's Worker needs for ticket orders.
  const orders = new ECTicketPlugin({ ...orderOptions, onEvent: startMail(client) });
  return await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)), // .js, if you compile the Worker
    activities: createMailActivities(ecticket, sendMail),
    plugins: [orders],
    shutdownGraceTime: '10 seconds',
  });
}

/**
 * Creates the function that receives the events of orders. It starts the merchant's workflow when an order has its
 * tickets. An event may arrive twice. Its id is the workflow's id, so that the customer receives one mail.
 */
function startMail(client: Client): NonNullable<ECTicketOptions['onEvent']> {
  return async ({ id, type, order }) => {
    if (type !== 'issued') return;
    const { merchantId, merchantTradeNo, freeTradeNo = '' } = order;
    const ref = merchantTradeNo === undefined ? { merchantId, freeTradeNo } : { merchantId, merchantTradeNo };
    try {
      await client.workflow.start<typeof sendTickets>('sendTickets', {
        workflowId: `mail/${id}`,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        taskQueue: TASK_QUEUE,
        args: [ref],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}
