/** What every activity that calls ECPay has in common: the gate, the heartbeat, the failure map. */
import { activityInfo, cancellationSignal, Context, heartbeat, type Info } from '@temporalio/activity';
import { setInterval } from 'node:timers';
import type { Around, CallOptions, OrderRef, TicketApi } from '../ecticket/index.js';
import { DEFAULT_PRIORITY } from '../workflows/priorities.js';
import { toTemporalFailure } from './failures.js';
import { measureWait, observed } from './observed.js';
import type { ThrottleGate } from './throttle-gate.js';

/** Beats within one heartbeat timeout: a busy machine may miss one, and the next is still in time. */
const BEATS_PER_TIMEOUT = 3;

/** ECPay's tickets, or its payments. */
export interface Provider<Api = TicketApi> {
  readonly api: Api;
  readonly gate: ThrottleGate;
  readonly now: () => number;
}

/** A call for `ref`'s merchant: each HTTP request passes the gate, is observed, and ends when the activity is cancelled. */
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
  const { heartbeatTimeoutMs = 0 } = activityInfo();
  // The first beat comes after an interval: an activity that is done by then costs none.
  const beating = heartbeatTimeoutMs > 0 ? setInterval(beat, heartbeatTimeoutMs / BEATS_PER_TIMEOUT) : undefined;
  const signal = cancellationSignal();
  const turn = { merchantId: ref.merchantId, priorityKey: priorityKeyOf(activityInfo()), signal };
  const around: Around = async (request, make) => {
    const asked = performance.now();
    return await provider.gate.pass(turn, () => {
      measureWait(turn.priorityKey, performance.now() - asked);
      return observed(request, make);
    });
  };
  try {
    return await work((make) => make(provider.api, { signal, around }), keep);
  } catch (error) {
    if (signal.aborted) await Context.current().cancelled;
    throw toTemporalFailure(error, failures, provider.now());
  } finally {
    clearInterval(beating);
  }
}

/** Without a key, the server sends 0. */
function priorityKeyOf({ priority }: Info): number {
  return priority?.priorityKey || DEFAULT_PRIORITY;
}
