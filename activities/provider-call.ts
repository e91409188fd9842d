/** What every activity that calls ECPay has in common: the gate, the heartbeat, the failure map. */
import { activityInfo, cancellationSignal, Context, heartbeat } from '@temporalio/activity';
import { setInterval } from 'node:timers';
import type { CallOptions, OrderRef, TicketApi } from '../ecticket/index.js';
import { toTemporalFailure, type RetryTerms } from './failures.js';
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

/** How an activity's call is retried; of a poll, whose attempts are no failures, only those that failed are counted. */
export type CallTerms = Partial<RetryTerms> & { readonly isPoll?: boolean };

/** Runs an activity's `work`; what it throws leaves as a Temporal failure, retried on `terms`. */
export async function withProvider<T, Api = TicketApi>(
  provider: Provider<Api>,
  ref: OrderRef,
  work: (call: Call<Api>, keep: Keep) => Promise<T>,
  { isPoll = false, ...terms }: CallTerms = {},
): Promise<T> {
  const { attempt } = activityInfo();
  let progress: unknown = activityInfo().heartbeatDetails;
  const beat = () => {
    heartbeat(progress);
  };
  const keep = (latest: unknown) => {
    progress = latest;
    beat();
  };
  const failuresBefore = isPoll && typeof progress === 'number' ? progress : 0;
  const beating = setInterval(beat, HEARTBEAT_INTERVAL);
  const signal = cancellationSignal();
  try {
    const result = await work(
      (make) => provider.gate.pass(ref.merchantId, () => make(provider.api, { signal, around: observed })),
      keep,
    );
    if (failuresBefore > 0) keep(0);
    return result;
  } catch (error) {
    if (signal.aborted) await Context.current().cancelled;
    const failures = isPoll ? failuresBefore + 1 : attempt;
    if (isPoll) keep(failures);
    throw toTemporalFailure(error, { failures, ...terms }, provider.now());
  } finally {
    clearInterval(beating);
  }
}
