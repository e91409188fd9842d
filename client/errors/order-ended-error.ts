import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';

/** How an order's workflow closed, in one answer of Temporal's. */
export interface OrderEnd {
  /** The status in which the order ended; undefined where its workflow was closed from outside, or failed, before. */
  readonly status: OrderStatus | undefined;
  /** Temporal's own name for how the workflow closed: `COMPLETED`, `TERMINATED`, `FAILED`, `CANCELLED`, `TIMED_OUT`. */
  readonly workflowStatus: string;
}

/** The order has ended, so that what was asked of it is not possible any more. Nothing was changed. */
export class OrderEndedError extends ECTicketError {
  override readonly name = 'OrderEndedError';
  readonly code = 'ORDER_ENDED';
  readonly status: OrderStatus | undefined;
  readonly workflowStatus: string;

  constructor(
    readonly workflowId: string,
    { status, workflowStatus }: OrderEnd,
    /** What is not possible any more, as the end of a sentence. */
    consequence: string,
  ) {
    super(`The order ${workflowId} has ended as ${status ?? `a workflow that is ${workflowStatus}`}: ${consequence}`);
    this.status = status;
    this.workflowStatus = workflowStatus;
  }
}
