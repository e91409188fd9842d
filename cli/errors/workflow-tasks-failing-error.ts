import { howToFix, type TaskFailure } from '../task-failures.js';

/** The order's workflow tasks fail, so that no worker can read it or act on it. */
export class WorkflowTasksFailingError extends Error {
  override readonly name = 'WorkflowTasksFailingError';
  readonly code = 'WORKFLOW_TASKS_FAILING';
  /** Consecutive attempts that failed or timed out. */
  readonly attempts: number;
  /** In Temporal's words, such as `NonDeterministicError`. */
  readonly reason: string;
  /** What the worker said. May hold personal data, unlike the message. */
  readonly failure: string | undefined;

  constructor(
    readonly workflowId: string,
    { attempts, cause, words, failure }: TaskFailure,
  ) {
    super(
      [
        `The order ${workflowId} stands still: its workflow tasks fail (${cause}, ${attempts} in a row).`,
        ...(words === undefined ? [] : [`The worker said: ${words}`]),
        howToFix(cause),
        'Nothing is lost: Temporal repeats the task, at most about ten minutes apart, until it succeeds.',
      ].join('\n'),
    );
    this.attempts = attempts;
    this.reason = cause;
    this.failure = failure;
  }
}
