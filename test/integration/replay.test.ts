/** The workflow is deterministic: the history of every kind of order replays. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { startOrderWorld, type OrderWorld } from '../support/order-world.js';
import { workflowBundle } from '../support/workflow-bundle.js';
import { electronicOrder, giftOrder, paperOrder, serialNumberOrder } from '../support/orders.js';
import { startDevServer } from '../support/temporal-servers.js';
import { untilListed } from '../support/until-passes.js';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld(await startDevServer(), { sandbox: { issueDelay: 1500 } });
});
afterAll(async () => {
  await world.close();
  await world.environment.teardown();
});

const QUICK = { firstResultQuery: 200, resultQueryInterval: 200 };

test('settled, refused and open orders replay, and orders that were called back during awaitingIssuance', async () => {
  const { client, control, callBack, environment } = world;
  const placed = await Promise.all([
    client.placeOrder({ order: electronicOrder('R1'), payment: { paid: {} }, timing: QUICK }),
    client.placeOrder({ order: paperOrder('R2'), payment: { paid: {} }, timing: QUICK }),
    client.placeOrder({
      order: serialNumberOrder('R3'),
      payment: { deadline: new Date(Date.now() + 60_000) },
      timing: QUICK,
    }),
    client.placeOrder({ order: giftOrder('R4', '20991231'), timing: { firstResultQuery: 60_000 } }),
    client.placeOrder({
      order: electronicOrder('R5', { items: [{ itemNo: 'OFF00001', quantity: 1 }] }),
      payment: { paid: {} },
    }),
  ]);
  const [electronic, paper, serial, gift, refused] = placed.map(({ ref }) => ref);
  if (!electronic || !paper || !serial || !gift || !refused) throw new Error('five orders were placed');
  await client.confirmPayment(serial, { amount: 6400 });
  await client.waitForStatus(gift, 'awaitingIssuance', { timeoutMs: 120_000 });
  await callBack(gift);
  for (const ref of [electronic, paper, serial]) await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  await callBack(gift);
  await client.waitForStatus(gift, 'active', { timeoutMs: 120_000 });
  await client.waitForStatus(refused, 'needsAttention', { timeoutMs: 120_000 });
  for (const [ref, number] of [
    [electronic, 'R1'],
    [serial, 'R3'],
  ] as const) {
    await control(`orders/${number}/redeem`, { count: 2 });
    await callBack(ref);
    await client.waitForStatus(ref, 'settled', { timeoutMs: 120_000 });
  }

  const query = "WorkflowType = 'ticketOrder'";
  await untilListed(environment.client, query, 5);
  const histories = environment.client.workflow.list({ query }).intoHistories();
  let replayed = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, histories)) {
    expect(error).toBeUndefined();
    replayed += 1;
  }
  expect(replayed).toBe(5);
});
