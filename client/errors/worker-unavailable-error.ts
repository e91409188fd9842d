import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { TASK_QUEUE } from '../../workflows/messages/names.js';

/** No worker answers, and the call needs one to read or change a running order. Nothing was changed. */
export class WorkerUnavailableError extends ECTicketError {
  override readonly name = 'WorkerUnavailableError';
  readonly code = 'WORKER_UNAVAILABLE';

  constructor(readonly workflowId: string) {
    super(
      `No worker answered for the order ${workflowId}. Check that a worker polls the task queue "${TASK_QUEUE}" in ` +
        'this namespace, then call again. The order itself is safe.',
    );
  }
}
