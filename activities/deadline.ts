/**
 * The time limit of an activity. At its timeout, Temporal ends the activity for the workflow but does not stop its
 * code.
 */
import { activityInfo } from '@temporalio/activity';

/** An activity ended itself shortly before Temporal's timeout. */
export class DeadlinePassedError extends Error {
  override readonly name = 'DeadlinePassedError';
}

/**
 * The remaining time of one attempt of an activity with a `scheduleToCloseTimeout`. The clocks of worker and server may
 * differ: the time before the attempt is measured by the server's clock alone, the time since then by a monotonic
 * clock.
 */
export class Deadline {
  readonly #endsAt: number;

  /** @param scheduleToStartTimeout how long the attempt may have waited for a worker, in milliseconds */
  constructor(scheduleToStartTimeout: number) {
    const { scheduledTimestampMs, currentAttemptScheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
    const elapsed = currentAttemptScheduledTimestampMs - scheduledTimestampMs + scheduleToStartTimeout;
    this.#endsAt = performance.now() + scheduleToCloseTimeoutMs - elapsed;
  }

  /** The remaining time in milliseconds. */
  remaining(): number {
    return this.#endsAt - performance.now();
  }

  /**
   * @param reserve milliseconds
   * @returns a signal that aborts with a {@link DeadlinePassedError} when only `reserve` is left
   */
  signal(reserve: number): AbortSignal {
    const controller = new AbortController();
    const abort = () => {
      controller.abort(new DeadlinePassedError(`Only ${reserve} ms are left of the activity's time`));
    };
    const delay = this.remaining() - reserve;
    if (delay <= 0) abort();
    else setTimeout(abort, delay).unref();
    return controller.signal;
  }
}
