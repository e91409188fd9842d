import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';

/** The order did not come to rest in an awaited status in time. It goes on all the same. */
export class WaitTimedOutError extends ECTicketError {
  override readonly name = 'WaitTimedOutError';
  readonly code = 'WAIT_TIMED_OUT';

  constructor(
    readonly workflowId: string,
    readonly wanted: readonly OrderStatus[],
    readonly timeoutMs: number,
    /** The status last seen, if any. */
    readonly lastStatus: OrderStatus | undefined,
    /** The code of the failure with which the last look ended, if it did: `TEMPORAL_UNAVAILABLE`, `WORKER_UNAVAILABLE`. */
    readonly lastFailure: string | undefined,
  ) {
    super(
      `The order ${workflowId} was not seen as ${wanted.join(' or ')} within ${timeoutMs} ms. ` +
        `Last status: ${lastStatus ?? 'unknown'}${lastFailure === undefined ? '' : `; the last look failed with ${lastFailure}`}. ` +
        `The order goes on: wait again, or look at it with getOrder.`,
    );
  }
}
