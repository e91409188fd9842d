/** What all activities that call ECPay share: rate limiting, heartbeats, and the conversion of errors to failures. */
import { activityInfo, cancellationSignal, Context, heartbeat, type Info } from '@temporalio/activity';
import { setInterval } from 'node:timers';
import { codeTagsOf } from '../ecticket/index.js';
import type { CallInterceptor, CallOptions, CodeKeys, ProviderOrder, OrderRef, TicketApi } from '../ecticket/index.js';
import { DEFAULT_PRIORITY } from '../workflows/messages/priorities.js';
import { AttemptLease } from './attempt-lease.js';
import { toTemporalFailure, type RetryOptions } from './failures.js';
import { measureWait, observeRequest } from './observe-request.js';
import type { ThrottleGate } from './throttle-gate.js';

/** A busy machine may miss one heartbeat, and the next one is still in time. */
const HEARTBEATS_PER_TIMEOUT = 3;

/**
 * ECPay documents no `RtnCode` for an order that it does not have: a refusal to name it may mean that, or a fault of the
 * moment. For an order that ECPay may have, this many refusals count as "does not have it".
 */
export const REFUSALS_OF_UNKNOWN_ORDER = 3;
export const REFUSAL_RETRY_DELAY_MS = 5000;

/** One of ECPay's APIs, for tickets or for payments, with its gate. */
export interface Provider<Api = TicketApi> {
  readonly api: Api;
  readonly gate: ThrottleGate;
  /** The current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Set if orders are found by a scanned code. */
  readonly codeKeys?: CodeKeys | undefined;
}

/** Calls the API. Each HTTP request passes the gate and is observed, and is aborted when the activity is cancelled. */
export type Call<Api = TicketApi> = <T>(make: (api: Api, options: CallOptions) => Promise<T>) => Promise<T>;

/** Keeps `progress` for the next attempt, in the heartbeat details. */
export type SaveProgress = (progress: unknown) => void;

/**
 * How the activity is retried. `isPoll`: most attempts are no failures, so only failed attempts count for the delay.
 * `firstProgress`: what the heartbeats carry until progress is saved, instead of the details of the earlier attempt. A
 * heartbeat may arrive late and replace newer progress, so it must not repeat that nothing was sent.
 */
export type CallRetryOptions = Partial<RetryOptions> & { readonly isPoll?: boolean; readonly firstProgress?: unknown };

/**
 * Runs the work of an activity with heartbeats.
 *
 * @throws a Temporal failure for each error of `ecticket/` (`failures.ts`); CancelledFailure if the activity is
 *   cancelled
 */
export async function withProvider<T, Api = TicketApi>(
  provider: Provider<Api>,
  ref: OrderRef,
  work: (call: Call<Api>, saveProgress: SaveProgress) => Promise<T>,
  { isPoll = false, firstProgress, ...retry }: CallRetryOptions = {},
): Promise<T> {
  const { attempt, heartbeatTimeoutMs = 0 } = activityInfo();
  let progress: unknown = firstProgress ?? activityInfo().heartbeatDetails;
  const saveProgress = (latest: unknown) => {
    progress = latest;
    heartbeat(progress);
  };
  const failuresBefore = pollProgressOf(progress).failures ?? 0;
  const lease = AttemptLease.ofAttempt();
  const beat = () => heartbeat(progress);
  // The first heartbeat comes after one interval, so a short activity sends none.
  const heartbeats =
    heartbeatTimeoutMs > 0 ? setInterval(beat, heartbeatTimeoutMs / HEARTBEATS_PER_TIMEOUT) : undefined;
  const signal = cancellationSignal();
  const turn = { merchantId: ref.merchantId, priorityKey: priorityKeyOf(activityInfo()), signal };
  const interceptor: CallInterceptor = async (request, make) => {
    const waitingSince = performance.now();
    return await provider.gate.pass(turn, async () => {
      measureWait(turn.priorityKey, performance.now() - waitingSince);
      await lease.require(request.endpoint, progress);
      return await observeRequest(request, make);
    });
  };
  try {
    const result = await work((make) => make(provider.api, { signal, interceptor }), saveProgress);
    if (isPoll && failuresBefore > 0) saveProgress({ ...pollProgressOf(progress), failures: 0 });
    return result;
  } catch (error) {
    if (signal.aborted) await Context.current().cancelled;
    const failures = isPoll ? failuresBefore + 1 : attempt;
    if (isPoll) saveProgress({ ...pollProgressOf(progress), refusals: 0, failures });
    throw toTemporalFailure(error, { failures, ...retry }, provider.now());
  } finally {
    clearInterval(heartbeats);
  }
}

/** What the next attempt of a poll needs, in the heartbeat details. */
export interface PollProgress {
  /** Failed attempts since the last answer. */
  readonly failures?: number;
  /** Consecutive answers by which ECPay refused to name the order. */
  readonly refusals?: number;
  /** ECPay has named the order. */
  readonly isKnown?: true;
}

/** Reads the heartbeat details of a poll. Version 0.1.0 has written the number of failures alone. */
export function pollProgressOf(details: unknown): PollProgress {
  if (typeof details === 'number') return { failures: details };
  return typeof details === 'object' && details !== null ? details : {};
}

/**
 * Whether an earlier attempt of this activity may have run. The number of the attempt is no evidence: attempts count
 * from 1 again after an operator has reset the activity (`temporal activity reset`), with or without its heartbeat
 * details.
 */
export function mayHaveRunBefore(): boolean {
  const info = activityInfo();
  const isRescheduled = info.currentAttemptScheduledTimestampMs > info.scheduledTimestampMs;
  return info.attempt > 1 || info.heartbeatDetails !== undefined || isRescheduled;
}

/** Reads ECPay's record of an order. With `codeKeys`, adds the tags by which a scanned code finds the order. */
export async function readRecord({ codeKeys }: Provider, ref: OrderRef, call: Call): Promise<ProviderOrder> {
  const record = await call((api, options) => api.queryOrder(ref, options));
  const codeTags = codeKeys && codeTagsOf(codeKeys[0], ref.merchantId, record.tickets);
  return codeTags === undefined ? record : { ...record, codeTags };
}

/** The server sends 0 for an activity without a priority. */
function priorityKeyOf({ priority }: Info): number {
  return priority?.priorityKey || DEFAULT_PRIORITY;
}
