/**
 * The lease of an attempt. After a timeout, Temporal starts the next attempt of an activity and cannot stop the code of
 * this one. Two attempts that both act could issue an order twice.
 */
import { activityInfo, Context, heartbeat } from '@temporalio/activity';
import { ActivityCancelledError, ActivityPausedError, ActivityResetError } from '@temporalio/client';
import type { ActivitySerializationContext } from '@temporalio/common';
import { endpoints } from '../ecticket/index.js';

/** The endpoints at which ECPay acts. An attempt without a lease may only query. */
const ACTING: readonly string[] = [endpoints.issue.name, endpoints.writeOff.name, endpoints.refund.name];

/** The attempt has lost its lease: another one may run. Temporal retries the activity. */
export class AttemptOverdueError extends Error {
  override readonly name = 'AttemptOverdueError';
}

/** A moment by the monotonic clock, which stops while the machine sleeps, and by the wall clock, which may be set. */
interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/**
 * Lets a request act only if Temporal has confirmed within the last half of the heartbeat timeout that the attempt is
 * current. The other half is for the request. The scheduling of the attempt counts as the first confirmation, unless
 * Temporal has heartbeat details of an earlier attempt: they may say that nothing was sent, and must be replaced before
 * a request acts. The heartbeats of the SDK count as none, because their answers are not reported.
 */
export class AttemptLease {
  readonly #startedAt = performance.now();
  readonly #durationMs: number;
  /** Undefined before the first confirmation. */
  #confirmedAt: Moment | undefined;

  private static readonly leases = new WeakMap<Context, AttemptLease>();

  private constructor() {
    const info = activityInfo();
    this.#durationMs = (info.heartbeatTimeoutMs || info.startToCloseTimeoutMs) / 2;
    // The attempt was scheduled at this time by the server's clock: the task may have waited for this process.
    const scheduledAt = { monotonic: this.#startedAt, wall: info.currentAttemptScheduledTimestampMs };
    this.#confirmedAt = info.heartbeatDetails === undefined ? scheduledAt : undefined;
  }

  /** The lease of the running attempt. The first call must be at the beginning of the activity. */
  static ofAttempt(): AttemptLease {
    const context = Context.current();
    const lease = this.leases.get(context) ?? new AttemptLease();
    this.leases.set(context, lease);
    return lease;
  }

  /**
   * Returns if a request at this endpoint may be sent now. Sends a heartbeat and awaits its answer if the request acts
   * and there is no confirmation, or the last one is too old.
   *
   * @param progress the heartbeat details
   * @throws AttemptOverdueError if Temporal does not confirm the attempt; CancelledFailure if the attempt is cancelled,
   *   paused or reset
   */
  async require(endpoint: string, progress: unknown): Promise<void> {
    if (!ACTING.includes(endpoint)) return;
    if (!this.#isHeld()) await this.#renew(endpoint, progress);
    // A slow answer confirms the past only. The start-to-close timeout ends the attempt in spite of its heartbeats.
    const runtime = performance.now() - this.#startedAt;
    if (!this.#isHeld() || runtime > activityInfo().startToCloseTimeoutMs - this.#durationMs)
      throw overdue(endpoint, 'its time is over');
  }

  #isHeld(): boolean {
    if (this.#confirmedAt === undefined) return false;
    const { monotonic, wall } = this.#confirmedAt;
    return Math.max(performance.now() - monotonic, Date.now() - wall) < this.#durationMs;
  }

  async #renew(endpoint: string, progress: unknown): Promise<void> {
    const sentAt: Moment = { monotonic: performance.now(), wall: Date.now() };
    const { client } = Context.current();
    const { taskToken, namespace, activityId, workflowExecution, isLocal } = activityInfo();
    const workflowId = workflowExecution?.workflowId;
    // As the SDK encodes the details of its own heartbeats: the codec binds them to the workflow.
    const serializationContext: ActivitySerializationContext = {
      type: 'activity',
      namespace,
      activityId,
      isLocal,
      ...(workflowId !== undefined && { workflowId }),
    };
    try {
      await client.withDeadline(sentAt.wall + this.#durationMs, () =>
        client.activity.heartbeat(taskToken, progress, { serializationContext }),
      );
    } catch (error) {
      if (isInterruption(error)) {
        // The SDK receives the cancellation in the answer to its own heartbeat only.
        heartbeat(progress);
        await Context.current().cancelled;
      }
      throw overdue(endpoint, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
    this.#confirmedAt = sentAt;
  }
}

function isInterruption(error: unknown): boolean {
  return [ActivityCancelledError, ActivityPausedError, ActivityResetError].some((each) => error instanceof each);
}

function overdue(endpoint: string, reason: string): AttemptOverdueError {
  return new AttemptOverdueError(
    `Temporal has not confirmed that this attempt still runs (${reason}). It did not send ${endpoint}: another attempt ` +
      'may be sending it. Temporal retries the activity.',
  );
}
