/**
 * A query that waits for a worker while messages for the order arrive. The new worker has no order in its cache, and
 * receives the query with the history so far.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { paymentConfirmed, type OrderSnapshot } from '../../workflows/messages/workflow.js';
import { temporalWith, ticketsOn } from '../support/interrupted-client.js';
import { startOrderWorld, type OrderWorld } from '../support/order-world.js';
import { electronicOrder } from '../support/orders.js';
import { startDevServer } from '../support/temporal-servers.js';
import { workflowBundle } from '../support/workflow-bundle.js';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld(await startDevServer(), { sandbox: { issueDelay: 100 } });
});
afterAll(async () => {
  await world.close();
  await world.environment.teardown();
});

const ORDERS = ['Query1', 'Query2', 'Query3', 'Query4'];

test('an order that is queried while no worker runs replays afterwards, and its tickets can be used', async () => {
  const { client, environment, restartWorkers } = world;
  const placed = await Promise.all(
    ORDERS.map((number) =>
      client.placeOrder({
        order: electronicOrder(number),
        payment: { paid: { reference: number } },
        timing: { firstResultQuery: 200, resultQueryInterval: 200 },
      }),
    ),
  );
  const handles = placed.map(({ workflowId }) => environment.client.workflow.getHandle(workflowId));
  // The payment is known already, so that the order's only reaction is a line in its memo.
  const repeatPayments = async () => {
    for (const [index, handle] of handles.entries())
      await handle.signal(paymentConfirmed, { reference: ORDERS[index] ?? '' });
  };
  for (const { ref } of placed) await client.waitForStatus(ref, 'active', { timeoutMs: 60_000 });
  await repeatPayments();
  for (const { ref } of placed) await client.getOrder(ref);

  // The client waits for ten seconds. Workers on a busy machine may start later.
  const patient = temporalWith(world, {
    query: (input, next) => environment.connection.withDeadline(Date.now() + 120_000, () => next(input)),
  });
  let queries: readonly Promise<OrderSnapshot>[] = [];
  await restartWorkers(async () => {
    queries = placed.map(({ ref }) => ticketsOn(patient).getOrder(ref));
    // The server must hold the queries before the signals arrive.
    await sleep(1500);
    await repeatPayments();
  });
  expect((await Promise.all(queries)).map(({ status }) => status)).toEqual(placed.map(() => 'active'));

  for (const { ref } of placed) {
    const { tickets } = await client.redeem(ref, { tickets: { count: 2 } });
    expect(tickets).toMatchObject([{ result: 'done' }, { result: 'done' }]);
  }
  for (const { ref } of placed) await client.waitForStatus(ref, 'settled', { timeoutMs: 60_000 });
  const histories = environment.client.workflow.list({ query: "WorkflowType = 'ticketOrder'" }).intoHistories();
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: await workflowBundle() },
    histories,
  ))
    expect({ workflowId, error }).toEqual({ workflowId, error: undefined });
});
