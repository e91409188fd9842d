import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';

/** The order did not reach an awaited status in time. The order continues. */
export class WaitTimedOutError extends ECTicketError {
  override readonly name = 'WaitTimedOutError';
  readonly code = 'WAIT_TIMED_OUT';

  constructor(
    readonly workflowId: string,
    readonly wanted: readonly OrderStatus[],
    readonly timeoutMs: number,
    /** The last status that was read, if any. */
    readonly lastStatus: OrderStatus | undefined,
    /** The error code of the last read, if it failed: `TEMPORAL_UNAVAILABLE` or `WORKER_UNAVAILABLE`. */
    readonly lastFailure: string | undefined,
  ) {
    const failure = lastFailure === undefined ? '' : `; the last read failed with ${lastFailure}`;
    super(
      `The order ${workflowId} did not become ${wanted.join(' or ')} within ${timeoutMs} ms. ` +
        `Last status: ${lastStatus ?? 'unknown'}${failure}. ` +
        'The order continues: wait again, or read it with getOrder. If its status does not change, check that a worker ' +
        'runs: ecticket doctor.',
    );
  }
}
