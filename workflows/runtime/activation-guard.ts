/**
 * Rejects an activation that the SDK's core builds from events that belong to no workflow task yet. See
 * docs/decisions/0045-activations-with-a-stale-time.md. Loaded by every worker of this package.
 */
import type { WorkflowInterceptors } from '@temporalio/workflow';

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

/** The interceptors of one workflow. The SDK calls this once per workflow. */
export function interceptors(): WorkflowInterceptors {
  let lastTime = '';
  let lastHistoryLength = 0;
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
          const time = `${String(timestamp?.seconds)}.${timestamp?.nanos ?? 0}`;
          const length = historyLength ?? 0;
          // Each workflow task has a time of its own, when it started. A replay must not fail: it would always fail.
          if (isReplaying !== true && time === lastTime && length > lastHistoryLength) throw new StaleActivationError();
          lastTime = time;
          lastHistoryLength = length;
          next(input);
        },
      },
    ],
  };
}
