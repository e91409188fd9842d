/**
 * News that an order hears while it asks nothing. The time-skipping server breaks where an activity ends in the very moment
 * in which its order cancels it (0033), as it does with a question that news makes pointless; the full server does not. So news
 * waits until such a question is answered or put off, and a callback is heard before the next thing happens.
 */
import type { Client } from '@temporalio/client';
import { setImmediate } from 'node:timers/promises';
import type { Deliver } from '../../callbacks/index.js';
import { orderQuery } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';

/** The questions that news makes pointless. */
const POLLS = ['pollIssuance', 'pollRefund'];

/** In ms; the receiver answers ECPay within eight seconds, heard or not. */
const READ_TIMEOUT_MS = 5000;

export class CallbackLock {
  /** What the calls to ECPay are at, by workflow id. */
  readonly #phases = new Map<string, 'begins' | 'acts'>();

  readonly onProviderCall = (workflowId: string, phase: 'begins' | 'acts' | 'ends'): void => {
    if (phase === 'ends') this.#phases.delete(workflowId);
    else this.#phases.set(workflowId, phase);
  };

  /** `deliver`, in turn. */
  wrap(client: Client, deliver: Deliver): Deliver {
    return async (order, news) => {
      const workflowId = workflowIdOf(order);
      while (await this.#isPolling(client, workflowId)) await setImmediate();
      const delivery = await deliver(order, news);
      // A query is answered after what came before it; where a task was lost with workers that are gone, ten seconds later.
      const asked = () => client.workflow.getHandle(workflowId).query(orderQuery);
      await client.withDeadline(Date.now() + READ_TIMEOUT_MS, asked).catch(() => undefined);
      return delivery;
    };
  }

  /** Resolves when nothing is asked that news would make pointless, a call that has only begun included. */
  async untilQuiet(client: Client, workflowId: string): Promise<void> {
    while (this.#phases.has(workflowId) || (await isPolling(client, workflowId))) await setImmediate();
  }

  /** No activity of it is under way; one that waits for its next attempt is not. */
  async untilIdle(client: Client, workflowId: string): Promise<void> {
    const isAtWork = async () => (await pendingActivities(client, workflowId)).some(({ lastFailure }) => !lastFailure);
    while (await isAtWork()) await setImmediate();
  }

  /** ECPay's daily job runs when a call sets the clock: that call waits for it, and must not be waited for. */
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
