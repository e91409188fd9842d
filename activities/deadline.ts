/** When an activity's answer comes too late: Temporal then ends the activity for its workflow, but not its code. */
import { activityInfo } from '@temporalio/activity';

/**
 * For one attempt of an activity that has a `scheduleToCloseTimeout`. It is counted from the moment the server scheduled
 * the activity, so that waiting in the task queue counts; the clocks of worker and server are taken to agree.
 */
export class Deadline {
  readonly #near: number;

  /** `reserve` in ms: so long before the end nothing new is begun. */
  constructor(reserve: number) {
    const { scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
    this.#near = scheduledTimestampMs + scheduleToCloseTimeoutMs - reserve;
  }

  /** Not `Provider.now`: that is ECPay's clock, which a sandbox may have set to another day. */
  isNear(): boolean {
    return Date.now() >= this.#near;
  }
}
