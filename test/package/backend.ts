/** A merchant's backend in TypeScript modules: plugin, client and receiver of the package, in one process. */
import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { ECTicketClient, MerchantRegistry, STAGE_MERCHANTS, type MerchantEvent } from 'temporal-ecticket';
import { createReceiver, deliverToOrders } from 'temporal-ecticket/callbacks';
import { codecKey } from 'temporal-ecticket/codec';
import { createSandbox } from 'temporal-ecticket/sandbox';
import { sampleOrder, signCallback, startDevServer } from 'temporal-ecticket/testing';
import { ECTicketPlugin } from 'temporal-ecticket/worker';

const temporal = await startDevServer();
const sandbox = createSandbox({ issueDelay: 100 });
const baseUrl = await sandbox.listen({ port: 0 });
const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const events: MerchantEvent[] = [];
const plugin = new ECTicketPlugin({
  ...{ merchants, baseUrl, environment: 'sandbox' },
  codecKeys: [codecKey('a', Buffer.alloc(32, 7))],
  onEvent: async (event) => void events.push(event),
});
const worker = await Worker.create({
  ...{ connection: temporal.nativeConnection, taskQueue: 'shop', plugins: [plugin] },
  activities: { pack: async () => 'packed' },
});
const client = new Client({ connection: temporal.connection, plugins: [plugin] });
const ecticket = new ECTicketClient({ client, merchants, baseUrl, environment: 'sandbox' });

await worker.runUntil(async () => {
  const { ref } = await ecticket.placeOrder({
    order: sampleOrder('BACKEND1'),
    payment: { paid: { amount: 1360 } },
    timing: { firstResultQuery: 100, resultQueryInterval: 200 },
  });
  await ecticket.waitForStatus(ref, 'active', { timeoutMs: 240_000 });
  await ecticket.redeem(ref, { tickets: { count: 2 } });
  const { status } = await ecticket.waitForStatus(ref, 'settled', { timeoutMs: 240_000 });
  const receiver = createReceiver({ merchants, deliver: deliverToOrders(client) });
  const answer = await receiver.receive(await signCallback({ kind: 'useStatus', order: ref }));
  console.log(status, answer.status, events.map(({ type }) => type).join(' '));
});
await sandbox.close();
await temporal.teardown();
