/** An order whose workflow tasks fail: the client reports it, and names the update id to repeat with. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { startMerchantWorker } from '../../support/merchant-worker.js';
import { paperOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { listenToWorkers } from '../../support/worker-logs.js';

listenToWorkers();

let server: TestWorkflowEnvironment;
let stopWorker: () => Promise<void>;
beforeAll(async () => {
  server = await startDevServer();
  stopWorker = await startMerchantWorker(server, 'ecticket', new URL('./broken-order.ts', import.meta.url));
});
afterAll(async () => {
  await stopWorker();
  await server.teardown();
});

test('reads and decisions report the failing tasks, and the decision names its update id', async () => {
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const client = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: server.client,
    merchants,
  });
  const { ref, workflowId } = await client.placeOrder({ order: paperOrder('Stuck1') });
  const attempts = async () => {
    const { raw } = await server.client.workflow.getHandle(workflowId).describe();
    return raw.pendingWorkflowTask?.attempt ?? 0;
  };
  while ((await attempts()) < 4) await sleep(100);
  await expect(client.getOrder(ref)).rejects.toMatchObject({ name: 'OrderStuckError', code: 'ORDER_STUCK' });
  const cancellation = client.cancelOrder(ref, { by: 'Chan', why: 'as the customer asks' }, { updateId: 'desk-1' });
  await expect(cancellation).rejects.toMatchObject({ code: 'ORDER_STUCK', workflowId, updateId: 'desk-1' });
  // Calls that need no worker still succeed.
  await client.confirmPayment(ref, { reference: 'R1' });
});
