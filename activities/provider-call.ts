/** What every activity that calls ECPay has in common: the gate, the heartbeat, the failure map. */
import { activityInfo, cancellationSignal, Context, heartbeat, type Info } from '@temporalio/activity';
import { setInterval } from 'node:timers';
import { codeTagsOf } from '../ecticket/index.js';
import type { CallInterceptor, CallOptions, CodeKeys, ProviderOrder, OrderRef, TicketApi } from '../ecticket/index.js';
import { DEFAULT_PRIORITY } from '../workflows/messages/priorities.js';
import { toTemporalFailure, type RetryTerms } from './failures.js';
import { measureWait, observed } from './observed.js';
import type { ThrottleGate } from './throttle-gate.js';

/** Beats within one heartbeat timeout: a busy machine may miss one, and the next is still in time. */
const BEATS_PER_TIMEOUT = 3;

/** ECPay's tickets, or its payments. */
export interface Provider<Api = TicketApi> {
  readonly api: Api;
  readonly gate: ThrottleGate;
  readonly now: () => number;
  /** Where orders are found by a scanned code. */
  readonly codeKeys?: CodeKeys | undefined;
}

/** A call for `ref`'s merchant: each HTTP request passes the gate, is observed, and ends when the activity is cancelled. */
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
  const { heartbeatTimeoutMs = 0 } = activityInfo();
  const wakefulness = new Wakefulness(heartbeatTimeoutMs);
  const tick = () => {
    wakefulness.check();
    beat();
  };
  // The first beat comes after an interval: an activity that is done by then costs none.
  const beating = heartbeatTimeoutMs > 0 ? setInterval(tick, heartbeatTimeoutMs / BEATS_PER_TIMEOUT) : undefined;
  const signal = cancellationSignal();
  const turn = { merchantId: ref.merchantId, priorityKey: priorityKeyOf(activityInfo()), signal };
  const interceptor: CallInterceptor = async (request, make) => {
    const asked = performance.now();
    return await provider.gate.pass(turn, () => {
      measureWait(turn.priorityKey, performance.now() - asked);
      wakefulness.require();
      return observed(request, make);
    });
  };
  try {
    const result = await work((make) => make(provider.api, { signal, interceptor }), keep);
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

/** ECPay's record of an order, with the tags by which a scanned code finds it. */
export async function readRecord({ codeKeys }: Provider, ref: OrderRef, call: Call): Promise<ProviderOrder> {
  const record = await call((api, options) => api.queryOrder(ref, options));
  const codeTags = codeKeys && codeTagsOf(codeKeys[0], ref.merchantId, record.tickets);
  return codeTags === undefined ? record : { ...record, codeTags };
}

/** The process was stopped for so long that another worker may have taken the activity over. */
class AttemptOverdueError extends Error {
  override readonly name = 'AttemptOverdueError';
}

/**
 * Whether the process has run without a long pause (SIGSTOP, a suspended machine, a blocked event loop). After one that is
 * longer than the heartbeat timeout the server has given the attempt up, and another may be sending: nothing more is sent.
 */
class Wakefulness {
  #awakeAt = performance.now();
  #wasAsleep = false;

  constructor(private readonly heartbeatTimeoutMs: number) {}

  check(): void {
    const now = performance.now();
    if (this.heartbeatTimeoutMs > 0 && now - this.#awakeAt > this.heartbeatTimeoutMs) this.#wasAsleep = true;
    this.#awakeAt = now;
  }

  require(): void {
    this.check();
    if (this.#wasAsleep) throw new AttemptOverdueError('The worker was stopped for longer than its heartbeat timeout');
  }
}

/** Without a key, the server sends 0. */
function priorityKeyOf({ priority }: Info): number {
  return priority?.priorityKey || DEFAULT_PRIORITY;
}
