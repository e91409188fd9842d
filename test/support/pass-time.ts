/** Time that a test passes on the time-skipping server. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Duration } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ECTicketClient } from '../../client/index.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { FIRST_PAUSE_MS, LIMIT_MS, longerPause } from './until-passes.js';

interface World {
  readonly client: ECTicketClient;
  readonly environment: TestWorkflowEnvironment;
}

/** Skipped time passes faster than workers work. On a busy machine they may still have to do what was due long ago. */
const LAG_MS = 60_000;

/** Passes time in steps until the order matches. Throws after `limit` steps, if the workers have had a minute too. */
export async function passTimeUntil(
  { client, environment }: World,
  ref: OrderRef,
  wanted: (order: OrderSnapshot) => boolean,
  { step = '1 minute', limit = 30 }: { readonly step?: Duration; readonly limit?: number } = {},
): Promise<OrderSnapshot> {
  let giveUpAt = Infinity;
  for (let steps = 0; ; steps += 1) {
    const order = await readOrder(client, ref);
    if (wanted(order)) return order;
    if (performance.now() > giveUpAt)
      throw new Error(`The order is still ${JSON.stringify(order)} after ${limit} steps of ${step}.`);
    if (steps === limit) giveUpAt = performance.now() + LAG_MS;
    if (steps >= limit) await wait(200);
    await environment.sleep(step);
  }
}

/** Waits in real time, up to two minutes, until the order matches. */
export async function waitUntil(
  client: ECTicketClient,
  ref: OrderRef,
  wanted: (order: OrderSnapshot) => boolean,
): Promise<OrderSnapshot> {
  const end = performance.now() + LIMIT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = longerPause(pause)) {
    const order = await readOrder(client, ref);
    if (wanted(order)) return order;
    if (performance.now() > end) throw new Error(`The order is still ${JSON.stringify(order)} after two minutes.`);
    await wait(pause);
  }
}

/**
 * Reads an order. The time-skipping server may give a query to a worker that was just stopped, which answers nothing;
 * and a busy machine may need longer than the client waits.
 */
async function readOrder(client: ECTicketClient, ref: OrderRef): Promise<OrderSnapshot> {
  const end = performance.now() + LAG_MS;
  for (;;) {
    try {
      return await client.getOrder(ref);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'WORKER_UNAVAILABLE' || performance.now() > end) throw error;
    }
  }
}

/**
 * Passes time while the client awaits an update of an order. A single sleep may end before the update has begun, and
 * the test then waits in real time.
 */
export async function passTimeDuring<T>({ environment }: Pick<World, 'environment'>, update: Promise<T>): Promise<T> {
  let hasEnded = false;
  const passTime = async () => {
    while (!hasEnded) await environment.sleep('5 seconds');
  };
  const [result] = await Promise.all([update.finally(() => (hasEnded = true)), passTime()]);
  return result;
}
