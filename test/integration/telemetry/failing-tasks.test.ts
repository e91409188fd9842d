/** Metrics of workers that cannot run orders: one lacks the old codec key, one has a version that is not current. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketClient } from '../../../client/index.js';
import { encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { freePort } from '../../../demo/parts/ports.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { useWorkerProcesses } from '../workers/worker-process.js';
import { sdkMetricsInUse } from '../../support/metrics-in-use.js';
import { labelsOf, sample } from './scraped.js';
import { eventually } from './deployment.js';

/** Milliseconds. Workers start and bundle their workflows. */
jest.setTimeout(240_000);

const keyOf = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`;

const startWorker = useWorkerProcesses();

let server: TestWorkflowEnvironment;
beforeAll(async () => {
  const reportTheFirst = 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=1';
  server = await startDevServer(['--dynamic-config-value', reportTheFirst]);
});
afterAll(() => server.teardown());

test('a worker counts failed workflow tasks, every worker counts stuck orders, and all stay ready', async () => {
  const client = new Client({
    connection: server.connection,
    dataConverter: encryptedDataConverter(parseCodecKeys(keyOf('old'))),
  });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const tickets = new ECTicketClient({ checkCatalogue: false, environment: 'sandbox', client, merchants });
  await tickets.placeOrder({ order: electronicOrder('Keys1') });

  const worker = await startMeteredWorker();
  const failed = await eventually(async () =>
    sample(await worker.scrape(), 'temporal_workflow_task_execution_failed', {
      failure_reason: 'WorkflowError',
      task_queue: 'ecticket',
    }),
  );
  expect(failed).toBeGreaterThan(0);
  const name = 'temporal_workflow_task_execution_failed';
  const exported = labelsOf(await worker.scrape(), name);
  const used = sdkMetricsInUse().filter((metric) => metric.name === name);
  expect(used.length).toBeGreaterThan(0);
  for (const { labels } of used) expect(exported).toEqual(expect.arrayContaining([...labels]));
  // Workers count stuck orders at their start and then once a minute.
  const another = await startMeteredWorker();
  const stuckOrders = await eventually(async () => {
    return sample(await another.scrape(), 'ecticket_orders_with_failing_tasks', { namespace: 'default' });
  });
  expect(stuckOrders).toBe(1);
  for (const { healthUrl } of [worker, another])
    await untilPasses(async () => expect((await fetch(`${healthUrl}/readyz`)).status).toBe(200));
});

test('a worker whose version is not current measures how long the orders wait', async () => {
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const tickets = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: server.client,
    merchants,
  });
  await tickets.placeOrder({ order: electronicOrder('Waits1') });
  const worker = await startMeteredWorker({ ECTICKET_DEPLOYMENT_NAME: 'tickets', ECTICKET_BUILD_ID: '1' });
  expect(worker.lines[0]).toMatch(/ as tickets 1$/);
  await untilPasses(async () => {
    const waited = sample(await worker.scrape(), 'ecticket_oldest_workflow_task_seconds', { namespace: 'default' });
    expect(waited).toBeGreaterThan(0);
  });
  await untilPasses(async () => expect((await fetch(`${worker.healthUrl}/readyz`)).status).toBe(200));
});

/** Starts a worker that lacks the key, with metrics. */
async function startMeteredWorker(env: Readonly<Record<string, string>> = {}) {
  const address = `127.0.0.1:${await freePort()}`;
  const worker = startWorker({
    TEMPORAL_ADDRESS: server.address,
    ECTICKET_CODEC_KEYS: keyOf('new'),
    ECTICKET_METRICS: `prometheus://${address}`,
    ...env,
  });
  const lines = await worker.linesUpTo(/^listening on /);
  return {
    lines,
    healthUrl: lines.at(-1)?.replace('listening on ', '') ?? '',
    scrape: async () => await (await fetch(`http://${address}/metrics`)).text(),
  };
}
