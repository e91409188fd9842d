import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type { OrderStatus } from '../../workflows/messages.js';

/** The order has ended, so that what was asked of it cannot come about any more. Nothing was changed. */
export class OrderEndedError extends ECTicketError {
  override readonly name = 'OrderEndedError';
  readonly code = 'ORDER_ENDED';

  constructor(
    readonly workflowId: string,
    /** The status in which it ended; unknown where a person ended its workflow before it had one. */
    readonly status: OrderStatus | undefined,
    /** What cannot come about, as the end of a sentence. */
    consequence: string,
  ) {
    super(`The order ${workflowId} has ended${status === undefined ? '' : ` as ${status}`}: ${consequence}`);
  }
}
