import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';

/** How an order's workflow closed. Both values come from one answer of Temporal. */
export interface OrderEnd {
  /** The order's final status; undefined if its workflow failed or was closed from outside first. */
  readonly status: OrderStatus | undefined;
  /** Temporal's name for how the workflow closed: `COMPLETED`, `TERMINATED`, `FAILED`, `CANCELLED`, `TIMED_OUT`. */
  readonly workflowStatus: string;
}

/** The order has ended, so the call is no longer possible. Nothing was changed. */
export class OrderEndedError extends ECTicketError {
  override readonly name = 'OrderEndedError';
  readonly code = 'ORDER_ENDED';
  readonly status: OrderStatus | undefined;
  readonly workflowStatus: string;

  constructor(
    readonly workflowId: string,
    { status, workflowStatus }: OrderEnd,
    /** What is no longer possible. Completes the sentence "The order has ended as …: …". */
    consequence: string,
  ) {
    const end = status ?? `a workflow with the status ${workflowStatus}`;
    super(`The order ${workflowId} has ended as ${end}: ${consequence}`);
    this.status = status;
    this.workflowStatus = workflowStatus;
  }
}
