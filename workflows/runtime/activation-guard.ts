/**
 * Rejects what the SDK's core builds from events that belong to no workflow task of this worker. See
 * docs/decisions/0045-activations-with-a-stale-time.md. Loaded by every worker of this package.
 */
import type { ActivateInput, ConcludeActivationInput, WorkflowInterceptors } from '@temporalio/workflow';

/** The workflow task fails with it. The core then removes the workflow from its cache and replays its history. */
class StaleActivationError extends Error {
  override readonly name = 'StaleActivationError';
  readonly code = 'STALE_ACTIVATION';

  constructor() {
    super(
      'This worker received new events of the workflow without the workflow task that delivers them. ' +
        'It discards the workflow and loads it from its history again: nothing needs to be done.',
    );
  }
}

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];
type Command = ConcludeActivationInput['commands'][number];

/** A workflow task as this worker has seen it: activations with one time and one length of the history. */
interface SeenTask {
  readonly time: string;
  readonly historyLength: number;
  readonly isReplaying: boolean;
  /** Commands of the worker's answer that certainly become one event each. */
  commands: number;
  /** The same of timers and activities. What a task begins and cancels is not sent. */
  readonly begun: Set<string>;
}

/** The interceptors of one workflow. The SDK calls this once per workflow. */
export function interceptors(): WorkflowInterceptors {
  let last: SeenTask = { time: '', historyLength: 0, isReplaying: true, commands: 0, begun: new Set() };
  return {
    internals: [
      {
        activate(input, next) {
          const { timestamp, jobs, historyLength, isReplaying } = input.activation;
          // A query changes nothing, and does not set the time.
          if (jobs?.every(({ queryWorkflow }) => Boolean(queryWorkflow))) {
            next(input);
            return;
          }
          const task: SeenTask = {
            time: `${String(timestamp?.seconds)}.${timestamp?.nanos ?? 0}`,
            historyLength: historyLength ?? 0,
            isReplaying: isReplaying === true,
            commands: 0,
            begun: new Set(),
          };
          // A replay must not fail: it would always fail.
          if (!task.isReplaying && isStale(last, task, jobs ?? [])) throw new StaleActivationError();
          if (task.historyLength !== last.historyLength || task.time !== last.time) last = task;
          next(input);
        },
        concludeActivation(input, next) {
          for (const command of input.commands) count(last, command);
          return next(input);
        },
      },
    ],
  };
}

/**
 * Each workflow task has a time of its own, when it started: events with the time of the task before belong to none.
 * And the history holds what the worker has answered to the task before: at least a completed task, one event for each
 * command, the new events, and the task that delivers them, scheduled and started. A shorter one holds a task that
 * another worker has received, and this worker has answered to nobody.
 */
function isStale(last: SeenTask, task: SeenTask, jobs: readonly Job[]): boolean {
  if (task.historyLength <= last.historyLength) return false;
  if (task.time === last.time) return true;
  const answered = last.commands + last.begun.size;
  if (last.isReplaying || answered === 0) return false;
  return task.historyLength < last.historyLength + 1 + answered + eventsOfJobs(jobs) + 2;
}

function count(task: SeenTask, command: Command): void {
  const { startTimer, cancelTimer, scheduleActivity, requestCancelActivity, updateResponse } = command;
  const { modifyWorkflowProperties, upsertWorkflowSearchAttributes } = command;
  if (startTimer) task.begun.add(`timer ${startTimer.seq}`);
  if (cancelTimer) task.begun.delete(`timer ${cancelTimer.seq}`);
  if (scheduleActivity) task.begun.add(`activity ${scheduleActivity.seq}`);
  if (requestCancelActivity) task.begun.delete(`activity ${requestCancelActivity.seq}`);
  const update = updateResponse?.accepted ?? updateResponse?.completed;
  if (modifyWorkflowProperties ?? upsertWorkflowSearchAttributes ?? update) task.commands += 1;
}

/** The number of events that the history holds at least for these jobs. */
function eventsOfJobs(jobs: readonly Job[]): number {
  return jobs.reduce((events, { signalWorkflow, fireTimer, resolveActivity }) => {
    if (signalWorkflow ?? fireTimer) return events + 1;
    // An activity that was started and has ended.
    return resolveActivity?.result?.completed && !resolveActivity.isLocal ? events + 2 : events;
  }, 0);
}
