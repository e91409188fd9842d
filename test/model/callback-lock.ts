/**
 * Delays a callback while the order polls. The time-skipping server loses a workflow task if an activity ends at the
 * moment in which the workflow cancels it (docs/decisions/0033), and a callback cancels a poll. The development
 * server does not have this fault. A callback waits until the poll ends or waits for its retry, and the order handles
 * it before the next step.
 */
import type { Client } from '@temporalio/client';
import { setImmediate } from 'node:timers/promises';
import type { Deliver } from '../../callbacks/index.js';
import { orderQuery } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';

/** The activities that a callback cancels. */
const POLLS = ['pollIssuance', 'pollRefund'];

/** How long to wait for the order to handle a callback. The receiver answers ECPay within eight seconds in any case. */
const READ_TIMEOUT_MS = 5000;

export class CallbackLock {
  /** The phase of the current call to ECPay, by workflow id. */
  readonly #phases = new Map<string, 'begins' | 'acts'>();

  readonly onProviderCall = (workflowId: string, phase: 'begins' | 'acts' | 'ends'): void => {
    if (phase === 'ends') this.#phases.delete(workflowId);
    else this.#phases.set(workflowId, phase);
  };

  /** Wraps `deliver` so that it waits for polls. */
  wrap(client: Client, deliver: Deliver): Deliver {
    return async (order, callback) => {
      const workflowId = workflowIdOf(order);
      while (await this.#isPolling(client, workflowId)) await setImmediate();
      const delivery = await deliver(order, callback);
      // The query is answered after the signal. If a task was lost with stopped workers, that takes ten seconds.
      const query = () => client.workflow.getHandle(workflowId).query(orderQuery);
      await client.withDeadline(Date.now() + READ_TIMEOUT_MS, query).catch(() => undefined);
      return delivery;
    };
  }

  /** Waits until the order has no poll and no call to ECPay in flight. */
  async untilQuiet(client: Client, workflowId: string): Promise<void> {
    while (this.#phases.has(workflowId) || (await isPolling(client, workflowId))) await setImmediate();
  }

  /** Waits until no activity of the order is running. An activity that waits for its retry does not count. */
  async untilIdle(client: Client, workflowId: string): Promise<void> {
    const isRunning = async () => (await pendingActivities(client, workflowId)).some(({ lastFailure }) => !lastFailure);
    while (await isRunning()) await setImmediate();
  }

  /**
   * ECPay's daily job runs while a call `begins` and sets the clock. That call waits for the job, so do not wait for
   * it.
   */
  async #isPolling(client: Client, workflowId: string): Promise<boolean> {
    const phase = this.#phases.get(workflowId);
    return phase === undefined ? await isPolling(client, workflowId) : phase === 'acts';
  }
}

async function isPolling(client: Client, workflowId: string): Promise<boolean> {
  const pending = await pendingActivities(client, workflowId);
  return pending.some(({ activityType, lastFailure }) => POLLS.includes(activityType?.name ?? '') && !lastFailure);
}

async function pendingActivities(client: Client, workflowId: string) {
  const description = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch(() => undefined);
  return description?.raw.pendingActivities ?? [];
}
