/** What every activity that calls ECPay has in common: the gate, the heartbeat, the failure map. */
import { activityInfo, cancellationSignal, Context, heartbeat } from '@temporalio/activity';
import { setInterval } from 'node:timers';
import type { CallOptions, OrderRef, TicketApi } from '../ecticket/index.js';
import { toTemporalFailure } from './failures.js';
import { observed } from './observed.js';
import type { ThrottleGate } from './throttle-gate.js';

/** One HTTP call ends by its own time limit; the heartbeat says that the worker which makes it still lives. */
const HEARTBEAT_INTERVAL = 10_000;

/** ECPay's tickets, or its payments. */
export interface Provider<Api = TicketApi> {
  readonly api: Api;
  readonly gate: ThrottleGate;
  readonly now: () => number;
}

/** A call for `ref`'s merchant, observed, with the signal that ends it when the activity is cancelled. */
export type Call<Api = TicketApi> = <T>(make: (api: Api, options: CallOptions) => Promise<T>) => Promise<T>;

/** Keeps `progress` for the next attempt, which finds it in its heartbeat details. */
export type Keep = (progress: unknown) => void;

/**
 * Runs an activity's `work`; what it throws leaves as a Temporal failure. `failures` is how often in a row it has failed
 * by now, this time included, where that is not the number of its attempts.
 */
export async function withProvider<T, Api = TicketApi>(
  provider: Provider<Api>,
  ref: OrderRef,
  work: (call: Call<Api>, keep: Keep) => Promise<T>,
  failures = activityInfo().attempt,
): Promise<T> {
  let progress: unknown = activityInfo().heartbeatDetails;
  const beat = () => {
    heartbeat(progress);
  };
  const keep = (latest: unknown) => {
    progress = latest;
    beat();
  };
  const beating = setInterval(beat, HEARTBEAT_INTERVAL);
  const signal = cancellationSignal();
  try {
    return await work(
      (make) => provider.gate.pass(ref.merchantId, () => make(provider.api, { signal, around: observed })),
      keep,
    );
  } catch (error) {
    if (signal.aborted) await Context.current().cancelled;
    throw toTemporalFailure(error, failures, provider.now());
  } finally {
    clearInterval(beating);
  }
}
