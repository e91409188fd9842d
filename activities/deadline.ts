/** When an activity's answer comes too late: Temporal then ends the activity for its workflow, but not its code. */
import { activityInfo } from '@temporalio/activity';

/** An activity was ended by its own deadline, before Temporal's. */
export class DeadlinePassedError extends Error {
  override readonly name = 'DeadlinePassedError';
}

/**
 * The time that one attempt has, of an activity with a `scheduleToCloseTimeout`. The clocks of worker and server need not
 * agree: what has passed before the attempt is told by the server's clock alone, what passes in it by a monotonic one.
 */
export class Deadline {
  readonly #endsAt: number;

  /** @param queuedFor the longest time (ms) that the attempt may have waited for a worker: its `scheduleToStartTimeout` */
  constructor(queuedFor: number) {
    const { scheduledTimestampMs, currentAttemptScheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
    const passed = currentAttemptScheduledTimestampMs - scheduledTimestampMs + queuedFor;
    this.#endsAt = performance.now() + scheduleToCloseTimeoutMs - passed;
  }

  /** Milliseconds that are left. */
  left(): number {
    return this.#endsAt - performance.now();
  }

  /** Aborts when no more than `reserve` ms are left, with a {@link DeadlinePassedError}. */
  signal(reserve: number): AbortSignal {
    const controller = new AbortController();
    const abort = () => {
      controller.abort(new DeadlinePassedError(`Only ${reserve} ms were left`));
    };
    const ms = this.left() - reserve;
    if (ms <= 0) abort();
    else setTimeout(abort, ms).unref();
    return controller.signal;
  }
}
