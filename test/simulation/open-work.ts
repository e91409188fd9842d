/** What a run has in flight at the server: activities, timers, and children that it wants to start. */
import { optionalTsToMs, tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { cancelled } from './resolutions.js';
import { valueOf } from './run-history.js';
import type { Command, Job } from './sdk-workflow.js';

const { ActivityCancellationType } = proto.coresdk.workflow_commands;

/** An activity that the server has not closed. */
export interface OpenActivity {
  readonly seq: number;
  readonly type: string;
  readonly request: unknown;
  readonly isWaitedFor: boolean;
  readonly scheduledAt: number;
  /** Milliseconds since the epoch. */
  readonly timesOutAt: number;
  readonly hasScheduleToStartTimeout: boolean;
  isCancelRequested: boolean;
  /** A worker has begun an attempt. */
  hasStarted: boolean;
  /** The workflow takes it as cancelled and does not wait for its end: its cancellation type is not the waiting one. */
  isAbandoned: boolean;
}

export class OpenWork {
  readonly activities = new Set<OpenActivity>();
  /** Children that the workflow has asked to start, by their sequence numbers. */
  readonly children = new Set<number>();
  /** When each timer fires (ms since the epoch), by its sequence number. */
  readonly #timers = new Map<number, number>();
  readonly #scheduledInTask = new Set<number>();
  #immediate: Job[] = [];

  /** The next moment at which a timer fires or an activity times out; Infinity if there is none. */
  get nextDue(): number {
    const timeouts = [...this.activities].map(({ timesOutAt }) => timesOutAt);
    return Math.min(...this.#timers.values(), ...timeouts);
  }

  takeDueTimers(now: number): number[] {
    const due = [...this.#timers].filter(([, at]) => at <= now).map(([seq]) => seq);
    for (const seq of due) this.#timers.delete(seq);
    return due;
  }

  startTask(): void {
    this.#scheduledInTask.clear();
  }

  /** What the core answers at once, with another activation of the same task. */
  takeImmediate(): Job[] {
    return this.#immediate.splice(0);
  }

  clear(): void {
    this.activities.clear();
    this.children.clear();
    this.#timers.clear();
    this.#immediate = [];
  }

  /** Applies a command. @returns the activity that it schedules */
  apply(command: Command, now: number): OpenActivity | undefined {
    const { requestCancelActivity, startTimer, cancelTimer, startChildWorkflowExecution: child } = command;
    if (requestCancelActivity) this.#cancelActivity(requestCancelActivity.seq ?? 0);
    if (startTimer) this.#timers.set(startTimer.seq ?? 0, now + tsToMs(startTimer.startToFireTimeout));
    if (cancelTimer) this.#timers.delete(cancelTimer.seq ?? 0);
    if (child) this.children.add(child.seq ?? 0);
    return command.scheduleActivity ? this.#schedule(command.scheduleActivity, now) : undefined;
  }

  #schedule(command: NonNullable<Command['scheduleActivity']>, now: number): OpenActivity {
    const { seq, activityType, cancellationType, scheduleToCloseTimeout, scheduleToStartTimeout } = command;
    const activity: OpenActivity = {
      seq: seq ?? 0,
      type: activityType ?? '',
      request: valueOf(command.arguments?.[0]),
      isWaitedFor: cancellationType === ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
      scheduledAt: now,
      timesOutAt: now + (optionalTsToMs(scheduleToCloseTimeout) ?? Infinity),
      hasScheduleToStartTimeout: Boolean(scheduleToStartTimeout),
      isCancelRequested: false,
      hasStarted: false,
      isAbandoned: false,
    };
    this.activities.add(activity);
    this.#scheduledInTask.add(activity.seq);
    return activity;
  }

  #cancelActivity(seq: number): void {
    // The end of an activity that is not open any more is on its way to the workflow.
    const activity = [...this.activities].find((each) => each.seq === seq);
    if (activity === undefined) return;
    activity.isCancelRequested = true;
    // Of an activity that is scheduled and cancelled in one task, the core sends nothing to the server.
    const isUnsent = this.#scheduledInTask.has(seq);
    if (isUnsent) this.activities.delete(activity);
    if (activity.isWaitedFor && !isUnsent) return;
    activity.isAbandoned = true;
    this.#immediate.push({ resolveActivity: { seq, result: cancelled() } });
  }
}
