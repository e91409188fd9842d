/** Traces may be enabled while orders run: histories recorded without traces replay with them. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker, type InjectedSinks } from '@temporalio/worker';
import { ECTicketClient } from '../../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { TracePlugin } from '../../../telemetry/index.js';
import { startOrderWorld, type OrderWorld } from '../../support/order-world.js';
import { electronicOrder } from '../../support/orders.js';
import type { TraceSinks } from '../../../workflows/messages/trace-sinks.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilListed } from '../../support/until-passes.js';

const QUICK = { firstResultQuery: 200, resultQueryInterval: 200 };
const ORDERS = ['Trace1', 'Trace2', 'Trace3', 'Trace4', 'Trace5', 'Trace6'];

let world: OrderWorld;
beforeAll(async () => {
  let calls = 0;
  world = await startOrderWorld(await startDevServer(), {
    sandbox: { issueDelay: 500 },
    // Every third delivery fails, so that retries run concurrently with the order.
    deliver: () => (++calls % 3 === 0 ? Promise.reject(new Error('busy')) : Promise.resolve()),
  });
});
afterAll(async () => {
  await world.close();
  await world.environment.teardown();
});

test('orders that ran on workers without traces replay on workers with traces', async () => {
  const { environment, callBack } = world;
  const client = new ECTicketClient({
    checkCatalogue: false,
    environment: 'sandbox',
    client: new Client({ connection: environment.connection, plugins: [new TracePlugin()] }),
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
  });
  await Promise.all(
    ORDERS.map(async (tradeNo) => {
      const { ref } = await client.placeOrder({ order: electronicOrder(tradeNo), timing: QUICK });
      await client.confirmPayment(ref);
      await callBack(ref);
      await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
      await client.redeem(ref, { tickets: { count: 1 } });
      await callBack(ref);
      await client.redeem(ref, { tickets: { count: 1 } });
      await client.waitForStatus(ref, 'settled', { timeoutMs: 120_000 });
    }),
  );

  const pathOf = (name: string) => fileURLToPath(new URL(`../../../workflows/${name}.ts`, import.meta.url));
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: pathOf('index'),
    workflowInterceptorModules: [pathOf('runtime/trace-interceptors')],
    logger: new DefaultLogger('ERROR'),
  });
  const received: string[] = [];
  const sinks: InjectedSinks<TraceSinks> = {
    ecticketTraces: {
      messageReceived: { fn: (_info, { name }) => void received.push(name), callDuringReplay: true },
    },
  };
  const query = "WorkflowType = 'ticketOrder'";
  await untilListed(environment.client, query, ORDERS.length);
  const histories = environment.client.workflow.list({ query }).intoHistories();
  let replayed = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle, sinks }, histories)) {
    expect(error).toBeUndefined();
    replayed += 1;
  }
  expect(replayed).toBe(ORDERS.length);
  // The interceptors ran; otherwise this test would prove nothing.
  expect(received.filter((name) => name === 'RunWorkflow:ticketOrder')).toHaveLength(ORDERS.length);
  expect(received.filter((name) => name === 'HandleUpdate:redeem')).toHaveLength(2 * ORDERS.length);
});
