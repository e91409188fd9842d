/**
 * Delivers a callback only while the order has no poll or read in flight. The time-skipping server loses an activity
 * that ends while its order requests its cancellation (docs/decisions/0033), and a callback cancels polls and reads.
 * A full server does not have this fault. A callback waits until no such activity is in flight, and an activity that
 * has begun waits until the order has processed every callback that is being delivered.
 */
import type { Client } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deliver } from '../../callbacks/index.js';
import { orderQuery } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { ProviderCall } from '../support/cancelled-attempts.js';

/** The activities that a callback cancels. */
const CANCELLED_BY_CALLBACKS = ['pollIssuance', 'pollRefund', 'fetchOrder'];

/** Without a pause, the loops would take the processor from what they wait for. */
const CHECK_INTERVAL_MS = 5;

/** How long a delivery waits for the order. The receiver answers ECPay within eight seconds in any case. */
const READ_TIMEOUT_MS = 5000;
/** How long an activity waits for callbacks. The server repeats a lost workflow task after ten seconds. */
const PROCESS_TIMEOUT_MS = 60_000;

type Phase = 'begins' | 'acts';

export class CallbackLock {
  /** The phases of the activities in flight, by workflow id and activity id. */
  readonly #phases = new Map<string, Map<string, Phase>>();
  /** The callbacks that the orders have not processed yet, by workflow id. */
  readonly #deliveries = new Map<string, Set<Promise<unknown>>>();

  readonly onProviderCall = async ({ workflowId, activityId }: ProviderCall, phase: Phase | 'ends'): Promise<void> => {
    const phases = this.#phases.get(workflowId) ?? new Map<string, Phase>();
    this.#phases.set(workflowId, phases);
    if (phase === 'acts') await this.#untilProcessed(workflowId);
    if (phase === 'ends') phases.delete(activityId);
    else phases.set(activityId, phase);
  };

  /** Wraps `deliver` so that it waits for polls and reads. */
  wrap(client: Client, deliver: Deliver): Deliver {
    return (order, callback) => this.send(client, workflowIdOf(order), () => deliver(order, callback));
  }

  /** Sends callbacks to the order when it has no poll or read in flight. */
  async send<T>(client: Client, workflowId: string, send: () => Promise<T>): Promise<T> {
    const delivering = this.#deliver(client, workflowId, send);
    this.#keepUntilProcessed(workflowId, delivering);
    const { delivery, processed } = await delivering;
    const timeout = new AbortController();
    await Promise.race([
      processed,
      pause(READ_TIMEOUT_MS, undefined, { signal: timeout.signal }).catch(() => undefined),
    ]);
    timeout.abort();
    return delivery;
  }

  async #deliver<T>(client: Client, workflowId: string, deliver: () => Promise<T>) {
    while (await this.#isPolling(client, workflowId)) await pause(CHECK_INTERVAL_MS);
    const delivery = await deliver();
    // The server answers a query after the signal.
    const query = () => client.workflow.getHandle(workflowId).query(orderQuery);
    const processed = client.withDeadline(Date.now() + PROCESS_TIMEOUT_MS, query).catch(() => undefined);
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

  /** Cannot deadlock: a delivery waits for activities that act, and these wait for no delivery. */
  async #untilProcessed(workflowId: string): Promise<void> {
    for (;;) {
      const deliveries = [...(this.#deliveries.get(workflowId) ?? [])];
      if (deliveries.length === 0) return;
      await Promise.all(deliveries);
    }
  }

  /** Waits until the order has no poll, no read and no call to ECPay in flight. */
  async untilQuiet(client: Client, workflowId: string): Promise<void> {
    while (this.#phasesOf(workflowId).length > 0 || (await isPolling(client, workflowId)))
      await pause(CHECK_INTERVAL_MS);
  }

  /** Waits until no activity of the order is running. An activity that waits for its retry does not count. */
  async untilIdle(client: Client, workflowId: string): Promise<void> {
    const isRunning = async () => (await pendingActivities(client, workflowId)).some(({ lastFailure }) => !lastFailure);
    while (await isRunning()) await pause(CHECK_INTERVAL_MS);
  }

  /** ECPay's daily job runs while an activity `begins`. The activity waits for the job, so do not wait for it. */
  async #isPolling(client: Client, workflowId: string): Promise<boolean> {
    const phases = this.#phasesOf(workflowId);
    return phases.length === 0 ? await isPolling(client, workflowId) : phases.includes('acts');
  }

  #phasesOf(workflowId: string): Phase[] {
    return [...(this.#phases.get(workflowId)?.values() ?? [])];
  }
}

async function isPolling(client: Client, workflowId: string): Promise<boolean> {
  const pending = await pendingActivities(client, workflowId);
  return pending.some(
    ({ activityType, lastFailure }) => CANCELLED_BY_CALLBACKS.includes(activityType?.name ?? '') && !lastFailure,
  );
}

async function pendingActivities(client: Client, workflowId: string) {
  const description = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch(() => undefined);
  return description?.raw.pendingActivities ?? [];
}
