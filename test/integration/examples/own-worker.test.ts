/** examples/own-worker and examples/own-workflow as `npm run example` runs them, each as the only worker. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { createSandbox } from '../../../sandbox/index.js';
import { sampleOrder } from '../../../testing/index.js';
import { PROMPT } from '../../../testing/prompt-timing.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { start } from '../scripts/run-script.js';

let server: TestWorkflowEnvironment;
let ecticket: ECTicketClient;
let env: NodeJS.ProcessEnv;
const sandbox = createSandbox({ issueDelay: 100 });
beforeAll(async () => {
  server = await startDevServer();
  const baseUrl = await sandbox.listen({ port: 0 });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  ecticket = new ECTicketClient({ client: server.client, merchants, environment: 'sandbox', baseUrl });
  env = { ...process.env, TEMPORAL_ADDRESS: server.address, ECTICKET_BASE_URL: baseUrl };
});
afterAll(async () => {
  await sandbox.close();
  await server.teardown();
});

test('own-worker issues tickets, mails them once, and ends when the mail is sent', async () => {
  const worker = start('scripts/run.mjs', ['example', 'own-worker'], { env });
  await worker.waitForLine(/^polling the task queue merchant at \S+:\d+$/);
  await ecticket.placeOrder({ order: sampleOrder('MAIL1'), payment: { paid: { amount: 1360 } }, timing: PROMPT });
  await worker.waitForLine(/^mailing to abc@example\.com/);
  worker.signal('SIGTERM');
  const { status, stdout } = await worker.ended;
  expect(status).toBe(0);
  expect(stdout).toMatch(/^mailed to abc@example\.com: Your tickets: \d+, \d+\nthe worker has ended\n$/m);

  const { executions } = await server.connection.workflowService.listWorkflowExecutions({
    namespace: 'default',
    query: "WorkflowType = 'sendTickets'",
  });
  const ids = executions.map(({ execution }) => execution?.workflowId);
  expect(ids).toEqual([expect.stringMatching(/^mail\/ecticket\/3085676\/MAIL1\//)]);
  const { events = [] } = await server.client.workflow.getHandle(ids[0] ?? '').fetchHistory();
  const completed = events?.filter((event) => event.activityTaskCompletedEventAttributes);
  expect(completed).toHaveLength(1);
});

test('own-workflow books seats, and the booking ends with its order', async () => {
  const worker = start('scripts/run.mjs', ['example', 'own-workflow'], { env });
  await worker.waitForLine(/^polling the task queue bookings at \S+:\d+$/);
  const booking = start('scripts/run.mjs', ['example', 'own-workflow', 'book', '3'], { env });
  const [, merchantTradeNo = ''] = /booking (\w+) /.exec(await booking.waitForLine(/^booking /)) ?? [];
  const ref = { merchantId: '3085676', merchantTradeNo };
  await orderIsPlaced(ref);
  await ecticket.cancelOrder(ref, { by: 'customer', why: 'changed her mind' });
  const { status, stdout } = await booking.ended;
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining("{ status: 'cancelled', order: 'cancelled', returned: [] }"),
  ]);
  worker.signal('SIGTERM');
  expect((await worker.ended).status).toBe(0);
});

test('wrong arguments and settings are explained', async () => {
  const example = async (args: string[], changes: NodeJS.ProcessEnv = {}) => {
    const { status, output } = await start('scripts/run.mjs', ['example', ...args], { env: { ...env, ...changes } })
      .ended;
    return `${status}: ${output}`;
  };
  const [argument, address] = await Promise.all([
    example(['own-worker', '--port', '1']),
    example(['own-worker'], { TEMPORAL_ADDRESS: '127.0.0.1:1' }),
  ]);
  expect(argument).toMatch(/^2: Unexpected argument "--port"\. Usage: npm run example -- own-worker\n$/);
  expect(address).toMatch(/^1: No Temporal server answers at 127\.0\.0\.1:1\. Start one with npm run temporal/);
});

/** The booking's workflow starts its order some moments after it was started itself. */
async function orderIsPlaced(ref: Parameters<ECTicketClient['getOrder']>[0]): Promise<void> {
  for (;;) {
    try {
      await ecticket.waitForStatus(ref, 'awaitingPayment', { timeoutMs: 60_000 });
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ORDER_NOT_FOUND') throw error;
      await sleep(50);
    }
  }
}
