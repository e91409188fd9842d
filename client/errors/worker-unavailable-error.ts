import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { TASK_QUEUE } from '../../workflows/messages/names.js';

/**
 * Temporal answers, but no worker does: to look into a running order, or to act on it, takes one. Nothing was changed.
 */
export class WorkerUnavailableError extends ECTicketError {
  override readonly name = 'WorkerUnavailableError';
  readonly code = 'WORKER_UNAVAILABLE';

  constructor(readonly workflowId: string) {
    super(
      `No worker answered for the order ${workflowId}. Check that a worker polls the task queue "${TASK_QUEUE}" in this namespace, then call again. The order itself is safe.`,
    );
  }
}
