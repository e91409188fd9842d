/** Reads the events of an order from its histories. */
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { OrderNotFoundError } from '../client/index.js';
import type { OrderRef } from '../ecticket/order.js';
import type { MerchantActivities } from '../workflows/messages/activities.js';
import type { MerchantEvent } from '../workflows/messages/merchant-events.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import { decodePayload } from './decode-payload.js';

const DELIVERY: keyof MerchantActivities = 'deliverEvents';

/**
 * Returns every event that the order's workers have tried to deliver, oldest first: the input of the deliveries, in
 * every run that Temporal retains. An event of a run that was reset later is among them.
 *
 * @throws OrderNotFoundError if Temporal retains no run of the order
 */
export async function readEvents(client: Client, order: OrderRef): Promise<readonly MerchantEvent[]> {
  const workflowId = workflowIdOf(order);
  const events = new Map<string, MerchantEvent>();
  const runs = await runsOf(client, workflowId);
  if (runs.length === 0) throw new OrderNotFoundError(workflowId);
  for (const runId of runs) {
    for (const payload of await deliveriesOf(client, workflowId, runId)) {
      for (const event of await decode<readonly MerchantEvent[]>(client, payload)) {
        if (!events.has(event.id)) events.set(event.id, event);
      }
    }
  }
  return [...events.values()];
}

/** The ids of the order's runs, oldest first. */
async function runsOf(client: Client, workflowId: string): Promise<readonly string[]> {
  const runs: { readonly runId: string; readonly startTime: Date }[] = [];
  // A workflow id has neither quotes nor backslashes: the client checks the numbers of an order.
  for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs.push(run);
  return runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime()).map(({ runId }) => runId);
}

async function deliveriesOf(client: Client, workflowId: string, runId: string): Promise<readonly Payload[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === DELIVERY ? (scheduled.input?.payloads ?? []) : [],
  );
}

async function decode<T>(client: Client, payload: Payload): Promise<T> {
  const decoded = (await decodePayload(client, payload)) ?? payload;
  return client.options.loadedDataConverter.payloadConverter.fromPayload<T>(decoded);
}
