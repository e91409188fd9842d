/** Sells an order and redeems its tickets: what every test runner of this project runs. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ECTicketTestEnvironment, sampleOrder } from 'temporal-ecticket/testing';
import type { sale } from './workflows.js';

const workflowsPath = createRequire(import.meta.url).resolve('./workflows.js');

export async function sell(): Promise<void> {
  const environment = await ECTicketTestEnvironment.createLocal({ worker: { workflowsPath } });
  try {
    const { client, events, taskQueue } = environment;
    const order = sampleOrder('SALE1');
    const handle = await client.workflow.start<typeof sale>('sale', { workflowId: 'sale', taskQueue, args: [order] });
    await events.waitFor(order, 'issued', { timeoutMs: 120_000 });
    await environment.control('orders/SALE1/redeem', { count: 2 });
    assert.equal(await handle.result(), 'settled');
    assert.deepEqual(events.typesOf(order), ['paymentConfirmed', 'issued', 'redeemed', 'settled']);
  } finally {
    await environment.close();
  }
}
