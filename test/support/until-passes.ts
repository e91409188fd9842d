/** Waits for what is right a moment later: on a busy machine the moment is long. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { UNUSED } from '../../workflows/messages/search-attribute-keys.js';

/** Shorter than the time limit of a test, so that the test fails with the last error. */
export const LIMIT_MS = 120_000;

/** A check may start a process or call a server. */
export const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;

export function longerPause(pause: number): number {
  return Math.min(1.5 * pause, LONGEST_PAUSE_MS);
}

/** Repeats a check until it passes, and returns its result. After two minutes, throws the check's last error. */
export async function untilPasses<T>(check: () => T | Promise<T>): Promise<T> {
  const end = performance.now() + LIMIT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = longerPause(pause)) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(pause);
    }
  }
}

/** Waits until at least `count` runs match a query: Temporal's lists lag behind the workflows. */
export async function untilListed(client: Client, query: string, count = 1): Promise<void> {
  await untilPasses(async () => expect((await client.workflow.count(query)).count).toBeGreaterThanOrEqual(count));
}

/** Waits until the codes of an order that was just issued can be found: the client finds the order in a list. */
export async function untilCodesAreListed(client: Client, ref: OrderRef): Promise<void> {
  await untilListed(client, `WorkflowId = '${workflowIdOf(ref)}' AND ${UNUSED.name} > 0`);
}
