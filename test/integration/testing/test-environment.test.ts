/** The test environment, as a merchant's tests use it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ECTicketTestEnvironment, sampleOrder, signCallback, signPayment } from '../../../testing/index.js';
import { pathOf } from '../../support/temporal-servers.js';
import { untilPasses } from '../../support/until-passes.js';
import { listenToWorkers } from '../../support/worker-logs.js';
import type { sale } from './merchant-workflows.js';

listenToWorkers();

const workflowsPath = fileURLToPath(new URL('./merchant-workflows.ts', import.meta.url));

let environment: ECTicketTestEnvironment;
afterEach(() => environment.close());

async function sell(order: ReturnType<typeof sampleOrder>) {
  const { client, taskQueue } = environment;
  const workflowId = `sale ${order.merchantTradeNo}`;
  return await client.workflow.start<typeof sale>('sale', { workflowId, taskQueue, args: [order] });
}

describe('on the development server', () => {
  test('a merchant’s own workflow runs an order to its end within seconds', async () => {
    environment = await ECTicketTestEnvironment.createLocal({ worker: { workflowsPath } });
    const order = sampleOrder('SALE1');
    const handle = await sell(order);
    await environment.events.waitFor(order, 'issued');
    await environment.control('orders/SALE1/redeem', { count: 2 });
    expect(await handle.result()).toBe('settled');
    expect(environment.events.typesOf(order)).toEqual(['paymentConfirmed', 'issued', 'redeemed', 'settled']);
  });

  test('the receiver accepts signed callbacks and payments', async () => {
    environment = await ECTicketTestEnvironment.createLocal();
    const { ecticket, events, callbackBaseUrl } = environment;
    const order = sampleOrder('PAID1');
    const { ref } = await ecticket.placeOrder({ order });
    for (const kind of ['aio', 'embedded'] as const) {
      const { path, ...request } = signPayment({ kind, merchantTradeNo: 'PAID1', amount: 1360 });
      await untilPasses(async () => expect(await (await fetch(callbackBaseUrl + path, request)).text()).toBe('1|OK'));
    }
    // ECPay's payment system does not have a payment that a test has signed.
    await events.waitFor(ref, 'paymentConfirmed');
    const { path, ...request } = await signCallback({ kind: 'useStatus', order: ref });
    await untilPasses(async () => expect((await fetch(callbackBaseUrl + path, request)).status).toBe(200));
    expect((await ecticket.getOrder(ref)).callbacks.received).toBeGreaterThanOrEqual(1);
  });

  test('an event that does not arrive is named, with those that did', async () => {
    environment = await ECTicketTestEnvironment.createLocal();
    const order = sampleOrder('LATE1');
    await environment.ecticket.placeOrder({ order, payment: { paid: {} } });
    await environment.events.waitFor(order, 'issued');
    await expect(environment.events.waitFor(order, 'settled', { timeoutMs: 10 })).rejects.toMatchObject({
      code: 'EVENT_NOT_RECEIVED',
      received: ['paymentConfirmed', 'issued'],
    });
  });
});

test('on the time-skipping server, months pass in seconds', async () => {
  environment = await ECTicketTestEnvironment.createTimeSkipping({ worker: { workflowsPath } });
  const order = sampleOrder('SKIP1');
  const handle = await sell(order);
  await environment.events.waitFor(order, 'issued');
  await environment.temporal.sleep('100 days');
  expect(await environment.ecticket.getOrder(order)).toMatchObject({ status: 'active' });
  // Nobody uses the tickets: the order is released after a year.
  expect(await environment.temporal.client.workflow.getHandle<typeof sale>(handle.workflowId).result()).toBe(
    'released',
  );
});

describe('on a server that lacks the search attributes', () => {
  let temporal: TestWorkflowEnvironment;
  afterEach(() => temporal.teardown());

  test('they are added, and orders run', async () => {
    const executable = { type: 'existing-path', path: pathOf('TEMPORAL_TEST_SERVER_PATH') } as const;
    temporal = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
    environment = await ECTicketTestEnvironment.createOn(temporal);
    const order = sampleOrder('BARE1');
    await environment.ecticket.placeOrder({ order, payment: { paid: {} } });
    await environment.events.waitFor(order, 'issued');
    await environment.close();
  });

  test('one of another type is an error at once', async () => {
    const executable = { type: 'existing-path', path: pathOf('TEMPORAL_CLI_PATH') } as const;
    const searchAttributes = [{ name: 'ECTicketStatus', type: SearchAttributeType.INT }];
    temporal = await TestWorkflowEnvironment.createLocal({ server: { executable, searchAttributes } });
    await expect(ECTicketTestEnvironment.createOn(temporal)).rejects.toMatchObject({
      code: 'SEARCH_ATTRIBUTES_MISSING',
      gaps: [{ name: 'ECTicketStatus', actual: 'Int' }],
    });
  });
});

test('a server that needs longer than the SDK waits is started again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ecticket-late-server-'));
  const path = join(directory, 'temporal');
  const late = `#!/bin/sh\nif [ ! -e '${path}.once' ]; then touch '${path}.once'; exec sleep 600; fi\n`;
  await writeFile(path, `${late}exec '${pathOf('TEMPORAL_CLI_PATH')}' "$@"\n`, { mode: 0o755 });
  try {
    environment = await ECTicketTestEnvironment.createLocal({
      server: { executable: { type: 'existing-path', path } },
    });
    expect((await environment.ecticket.placeOrder({ order: sampleOrder('LATE1') })).existing).toBe(false);
  } finally {
    await rm(directory, { recursive: true });
  }
});
