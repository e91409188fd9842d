/** Orders with many concurrent messages replay: their history alone determines what they do. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { sample, integer } from 'fast-check';
import type { OrderRef } from '../../ecticket/order.js';
import { startOrderWorld, type OrderWorld } from '../support/order-world.js';
import { workflowBundle } from '../support/workflow-bundle.js';
import { electronicOrder } from '../support/orders.js';
import { startDevServer } from '../support/temporal-servers.js';
import { SEEDS, wholeNumberSetting } from '../support/test-settings.js';
import { untilListed } from '../support/until-passes.js';

const ORDERS = 16;
// Sixteen orders with shorter intervals would overload a slow machine.
const TIMING = {
  firstResultQuery: 200,
  resultQueryInterval: 200,
  firstReconciliation: 2500,
  longestReconciliation: 3500,
};
const SEED = wholeNumberSetting('ECTICKET_REPLAY_SEED', SEEDS) ?? randomInt(2 ** 31 - 1);
const delays = sample(integer({ min: 0, max: 800 }), { seed: SEED, numRuns: 12 * ORDERS });
let delay = 0;
const pause = () => sleep(delays[(delay += 1) % delays.length]);

test(`orders replay after concurrent callbacks, redemptions and failed deliveries (seed ${SEED})`, async () => {
  let deliveries = 0;
  const environment = await startDevServer();
  const world = await startOrderWorld(environment, {
    sandbox: { issueDelay: 800 },
    deliver: async () => {
      await pause();
      if ((deliveries += 1) % 3 === 0) throw new Error('the webhook is down');
    },
  });
  try {
    await Promise.all(Array.from({ length: ORDERS }, (_each, index) => runOrder(world, index)));
    const query = "WorkflowType = 'ticketOrder'";
    await untilListed(environment.client, query, ORDERS);
    const histories = environment.client.workflow.list({ query }).intoHistories();
    const replays = [];
    for await (const { workflowId, error } of Worker.runReplayHistories(
      { workflowBundle: await workflowBundle() },
      histories,
    )) {
      replays.push({ workflowId, error });
    }
    expect(replays.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(replays).toHaveLength(ORDERS);
  } finally {
    await world.close();
    await environment.teardown();
  }
}, 900_000);

async function runOrder({ client, callBack }: OrderWorld, index: number): Promise<void> {
  const items = [{ itemNo: 'VQT04959', quantity: 3 }];
  const { ref } = await client.placeOrder({ order: electronicOrder(`BUSY${index}`, { items }), timing: TIMING });
  await client.confirmPayment(ref);
  if (index % 3 === 0) await callBack(ref);
  await client.waitForStatus(ref, 'active', { timeoutMs: 400_000 });
  for (let calls = 0; calls < 3; calls += 1) {
    await pause();
    await callBack(ref);
  }
  await Promise.all([redeemOne(client, ref), callBack(ref), callBack(ref)]);
  if (index % 2 === 0) await Promise.all([redeemOne(client, ref), callBack(ref)]);
}

async function redeemOne(client: OrderWorld['client'], ref: OrderRef): Promise<void> {
  await client.redeem(ref, { tickets: { count: 1 } });
}
