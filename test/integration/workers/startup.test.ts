/** A standalone worker that starts before Temporal. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SEARCH_ATTRIBUTES } from '../../../workflows/messages/names.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../../workflows/messages/search-attribute-keys.js';
import { freePort } from '../../../demo/parts/ports.js';
import { pathOf, startDevServer } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { useWorkerProcesses } from './worker-process.js';

/** Workers start, and bundle their workflows (ms). */
jest.setTimeout(240_000);

const { IndexedValueType } = proto.temporal.api.enums.v1;

const startWorker = useWorkerProcesses();

let server: TestWorkflowEnvironment;
beforeAll(async () => {
  server = await startDevServer();
});
afterAll(() => server.teardown());

test('a worker that waits for Temporal is alive, not ready, reports the reason, and later polls', async () => {
  const [temporalPort, port] = [await freePort(), await freePort()];
  const worker = startWorker({ TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}` }, port);
  const reports = await worker.reported(
    /^No Temporal server answers at 127\.0\.0\.1:.* The worker retries for \d+ s \(ECTICKET_STARTUP_TIMEOUT\)\.$/,
    2,
  );
  const [first = NaN, second = NaN] = reports.map((line) => Number(/retries for (\d+) s/.exec(line)?.[1]));
  // By default the worker retries for 300 s. A busy machine takes some of them for the first attempt.
  expect(first).toBeGreaterThan(200);
  // The worker attempts to connect every second, and reports less often.
  expect(first - second).toBeGreaterThanOrEqual(5);
  const url = `http://127.0.0.1:${port}`;
  const statusOf = async (path: string) => (await fetch(url + path)).status;
  expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);

  const late = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: pathOf('TEMPORAL_CLI_PATH') },
      port: temporalPort,
      searchAttributes: [...SEARCH_ATTRIBUTE_KEYS],
    },
  });
  try {
    await worker.linesUpTo(/^listening on /);
    await untilPasses(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
    expect(await statusOf('/healthz')).toBe(200);
    worker.process.kill('SIGTERM');
    expect(await worker.exitStatus).toBe(0);
  } finally {
    await late.teardown();
  }
});

test('a worker waits for its namespace, then for the search attributes', async () => {
  const namespace = 'late';
  const worker = startWorker({ TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: namespace });
  await worker.reported(/has no namespace "late".* The worker retries for /);
  await server.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  await worker.reported(/Search attributes are missing: ECTicketStatus, .* The worker retries for /);
  await server.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(
      Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, IndexedValueType[`INDEXED_VALUE_TYPE_${type}`]]),
    ),
  });
  await worker.linesUpTo(/^listening on /);
});

test('on SIGTERM, a waiting worker exits with 0 at once', async () => {
  const worker = startWorker({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
  await worker.reported(/The worker retries/);
  worker.process.kill('SIGTERM');
  expect(await worker.exitStatus).toBe(0);
});

test('after the timeout, the worker exits as it does without waiting', async () => {
  const worker = startWorker({ TEMPORAL_ADDRESS: '127.0.0.1:1', ECTICKET_STARTUP_TIMEOUT: '4' });
  expect(await worker.exitStatus).toBe(1);
  const lines = (await worker.errors).split('\n').filter((line) => line.startsWith('No Temporal server answers'));
  expect(lines).toEqual([
    expect.stringMatching(/The worker retries for [1-4] s \(ECTICKET_STARTUP_TIMEOUT\)\.$/),
    expect.stringMatching(/or set its address: TEMPORAL_ADDRESS, TEMPORAL_PROFILE\.$/),
  ]);
});

test('a search attribute of a wrong type ends the worker without waiting', async () => {
  const namespace = 'mistyped';
  await server.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  await server.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: { ECTicketUnused: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD },
  });
  const worker = startWorker({ TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: namespace });
  // The server finds the new namespace only after a moment.
  expect(await worker.exitStatus).toBe(1);
  const errors = await worker.errors;
  expect(errors).toContain('ECTicketUnused has type Keyword, not Int');
  expect(errors).not.toMatch(/ECTicketUnused has type .* The worker retries/);
});
