/**
 * Signals that an order hears while nothing of it is in flight. The time-skipping server breaks where an activity ends in
 * the very moment in which its order cancels it, as one that is asking for tickets does for a callback; the full server
 * does not. So a callback waits until such a question is answered, and is heard before the next thing happens.
 */
import type { Client } from '@temporalio/client';
import { setImmediate } from 'node:timers/promises';
import type { Deliver } from '../../callbacks/index.js';
import { orderQuery } from '../../workflows/messages.js';
import { workflowIdOf } from '../../workflows/names.js';

export class Turns {
  /** What the calls to ECPay are at, by workflow id. */
  readonly #phases = new Map<string, 'begins' | 'acts'>();

  readonly onProviderCall = (workflowId: string, phase: 'begins' | 'acts' | 'ends'): void => {
    if (phase === 'ends') this.#phases.delete(workflowId);
    else this.#phases.set(workflowId, phase);
  };

  /** `deliver`, in turn. */
  taking(client: Client, deliver: Deliver): Deliver {
    return async (order, news) => {
      const handle = client.workflow.getHandle(workflowIdOf(order));
      while (await this.#isAsking(client, handle.workflowId)) await setImmediate();
      const delivery = await deliver(order, news);
      // A query is answered after what came before it.
      await handle.query(orderQuery).catch(() => undefined);
      return delivery;
    };
  }

  /** ECPay's daily job runs when a call sets the clock: that call waits for it, and must not be waited for. */
  async #isAsking(client: Client, workflowId: string): Promise<boolean> {
    const phase = this.#phases.get(workflowId);
    if (phase !== undefined) return phase === 'acts';
    const description = await client.workflow
      .getHandle(workflowId)
      .describe()
      .catch(() => undefined);
    const pending = description?.raw.pendingActivities ?? [];
    return pending.some(({ activityType, lastFailure }) => activityType?.name === 'askForTickets' && !lastFailure);
  }
}
