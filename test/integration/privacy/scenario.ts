/** What every road needs. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ECTicketClient } from '../../../client/index.js';
import type { OrderRef } from '../../../ecticket/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import type { Secrets } from './secrets.js';
import type { Deployment } from './deployment.js';

export interface Context {
  readonly shop: Deployment;
  readonly secrets: Secrets;
  readonly ecticket: ECTicketClient;
  /** The receiver's address. */
  readonly receiver: string;
}

export type Scenario = (context: Context) => Promise<unknown>;

/** A busy server now and then loses a task, and finds it again by its timeout, an activity's after 45 seconds. */
export const WAIT = { timeoutMs: 100_000 };
export const FAST_POLLS = { firstResultQuery: 100, resultQueryInterval: 200 };
export const PAID = { paid: {} };

/** Who decides, and why, in words of her own. */
export function decision({ secrets }: Context, what: string): { by: string; why: string } {
  return { by: secrets.words(`who ${what}`), why: secrets.words(`why she ${what}`) };
}

/** Looks every tenth of a second until it is so, for as long as {@link WAIT} says. */
export async function waitUntil(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + WAIT.timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`It was waited for in vain that ${what}.`);
    await sleep(100);
  }
}

/** Waits until an activity of the order has failed, for good or to be tried again. */
export async function untilFailed({ shop }: Context, ref: OrderRef): Promise<void> {
  const handle = shop.temporal.workflow.getHandle(workflowIdOf(ref));
  await waitUntil(`an activity of ${workflowIdOf(ref)} has failed`, async () => {
    const [{ raw }, { events }] = await Promise.all([handle.describe(), handle.fetchHistory()]);
    const isPending = raw.pendingActivities?.some(({ lastFailure }) => Boolean(lastFailure)) === true;
    return isPending || events?.some((each) => Boolean(each.activityTaskFailedEventAttributes)) === true;
  });
}

/** Waits until the order's workflow task is tried again and again. */
export async function untilStuck({ shop }: Context, ref: OrderRef): Promise<void> {
  const handle = shop.temporal.workflow.getHandle(workflowIdOf(ref));
  await waitUntil(`${workflowIdOf(ref)} is stuck`, async () => {
    const { raw } = await handle.describe();
    return (raw.pendingWorkflowTask?.attempt ?? 0) > 1;
  });
}
