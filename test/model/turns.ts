/**
 * Delivers callbacks only while the order has no poll or read in flight. The time-skipping server loses an activity that ends
 * while its order requests its cancellation (0033); the full server does not. So a callback waits until no such activity is
 * in flight, and an activity that has only begun waits until the order has processed every callback that is being delivered.
 */
import type { Client } from '@temporalio/client';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import type { Deliver } from '../../callbacks/index.js';
import { orderQuery } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { ProviderCall } from '../support/cancelled-attempts.js';

/** The activities that a callback makes pointless. */
const QUESTIONS = ['pollIssuance', 'pollRefund', 'fetchOrder'];

/** In ms; the receiver answers ECPay within eight seconds, whether the order has processed the callback or not. */
const ANSWERED_WITHIN = 5000;
/** In ms; a workflow task that was lost with its worker comes again after ten seconds. */
const PROCESSED_WITHIN = 60_000;

type Phase = 'begins' | 'acts';

export class Turns {
  /** The activities in flight and their phases, by workflow id and activity id: an order may have several. */
  readonly #phases = new Map<string, Map<string, Phase>>();
  /** The callbacks that the orders have not processed yet, by workflow id. */
  readonly #deliveries = new Map<string, Set<Promise<unknown>>>();

  readonly onProviderCall = async (call: ProviderCall, phase: Phase | 'ends'): Promise<void> => {
    const { workflowId, activityId } = call;
    const phases = this.#phases.get(workflowId) ?? new Map<string, Phase>();
    this.#phases.set(workflowId, phases);
    if (phase === 'acts') await this.#untilProcessed(workflowId);
    if (phase === 'ends') phases.delete(activityId);
    else phases.set(activityId, phase);
  };

  /** `deliver`, in turn. */
  taking(client: Client, deliver: Deliver): Deliver {
    return async (order, news) => {
      const workflowId = workflowIdOf(order);
      const delivering = this.#deliver(client, workflowId, () => deliver(order, news));
      this.#keepUntilProcessed(workflowId, delivering);
      const { delivery, processed } = await delivering;
      const late = new AbortController();
      await Promise.race([
        processed,
        pause(ANSWERED_WITHIN, undefined, { signal: late.signal }).catch(() => undefined),
      ]);
      late.abort();
      return delivery;
    };
  }

  async #deliver<T>(client: Client, workflowId: string, deliver: () => Promise<T>) {
    while (await this.#isAsking(client, workflowId)) await setImmediate();
    const delivery = await deliver();
    // The server answers a query after everything that came before it.
    const query = () => client.workflow.getHandle(workflowId).query(orderQuery);
    const processed = client.withDeadline(Date.now() + PROCESSED_WITHIN, query).catch(() => undefined);
    return { delivery, processed };
  }

  #keepUntilProcessed(workflowId: string, delivering: Promise<{ readonly processed: Promise<unknown> }>): void {
    const deliveries = this.#deliveries.get(workflowId) ?? new Set();
    this.#deliveries.set(workflowId, deliveries);
    const kept = delivering
      .then(({ processed }) => processed)
      .catch(() => undefined)
      .finally(() => deliveries.delete(kept));
    deliveries.add(kept);
  }

  /** No deadlock: a delivery waits for activities that act, and those wait for no delivery. */
  async #untilProcessed(workflowId: string): Promise<void> {
    for (;;) {
      const deliveries = [...(this.#deliveries.get(workflowId) ?? [])];
      if (deliveries.length === 0) return;
      await Promise.all(deliveries);
    }
  }

  /** Resolves when nothing is asked that news would make pointless, a call that has only begun included. */
  async untilQuiet(client: Client, workflowId: string): Promise<void> {
    while (this.#phasesOf(workflowId).length > 0 || (await asksFirst(client, workflowId))) await setImmediate();
  }

  /** No activity of it is under way; one that waits for its next attempt is not. */
  async untilIdle(client: Client, workflowId: string): Promise<void> {
    const isAtWork = async () => (await pendingActivities(client, workflowId)).some(({ lastFailure }) => !lastFailure);
    while (await isAtWork()) await setImmediate();
  }

  /** ECPay's daily job runs when an activity sets the clock: that activity waits for the job, so no callback waits for it. */
  async #isAsking(client: Client, workflowId: string): Promise<boolean> {
    const phases = this.#phasesOf(workflowId);
    return phases.length === 0 ? await asksFirst(client, workflowId) : phases.includes('acts');
  }

  #phasesOf(workflowId: string): Phase[] {
    return [...(this.#phases.get(workflowId)?.values() ?? [])];
  }
}

async function asksFirst(client: Client, workflowId: string): Promise<boolean> {
  const pending = await pendingActivities(client, workflowId);
  return pending.some(({ activityType, lastFailure }) => QUESTIONS.includes(activityType?.name ?? '') && !lastFailure);
}

async function pendingActivities(client: Client, workflowId: string) {
  const description = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch(() => undefined);
  return description?.raw.pendingActivities ?? [];
}
