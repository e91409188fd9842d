/** Shared parts of all scenarios. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ECTicketClient } from '../../../client/index.js';
import type { OrderRef } from '../../../ecticket/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import type { Secrets } from './secrets.js';
import type { Deployment } from './deployment.js';

export interface Context {
  readonly deployment: Deployment;
  readonly secrets: Secrets;
  readonly ecticket: ECTicketClient;
  /** The receiver's URL. */
  readonly receiver: string;
}

export type Scenario = (context: Context) => Promise<unknown>;

/** A busy server sometimes loses a task until it times out, an activity after 45 seconds. */
export const WAIT = { timeoutMs: 100_000 };
export const FAST_POLLS = { firstResultQuery: 100, resultQueryInterval: 200 };
export const PAID = { paid: {} };

/** Name and reason of a decision, both secret. */
export function decision({ secrets }: Context, what: string): { by: string; why: string } {
  return {
    by: secrets.text(`name of the operator who ${what}`),
    why: secrets.text(`reason why the operator ${what}`),
  };
}

/** Polls every 100 ms until `condition` holds, for as long as {@link WAIT}. */
export async function waitUntil(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + WAIT.timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Timed out waiting until ${what}.`);
    await sleep(100);
  }
}

/** Waits until an activity of the order has failed, permanently or before a retry. */
export async function untilFailed({ deployment }: Context, ref: OrderRef): Promise<void> {
  const handle = deployment.temporal.workflow.getHandle(workflowIdOf(ref));
  await waitUntil(`an activity of ${workflowIdOf(ref)} has failed`, async () => {
    const [{ raw }, { events }] = await Promise.all([handle.describe(), handle.fetchHistory()]);
    const isPending = raw.pendingActivities?.some(({ lastFailure }) => Boolean(lastFailure)) === true;
    return isPending || events?.some((each) => Boolean(each.activityTaskFailedEventAttributes)) === true;
  });
}

/** Waits until the order's workflow task is retried. */
export async function untilStuck({ deployment }: Context, ref: OrderRef): Promise<void> {
  const handle = deployment.temporal.workflow.getHandle(workflowIdOf(ref));
  await waitUntil(`${workflowIdOf(ref)} is stuck`, async () => {
    const { raw } = await handle.describe();
    return (raw.pendingWorkflowTask?.attempt ?? 0) > 1;
  });
}
