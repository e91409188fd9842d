import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** Temporal holds no such order, or it was asked about alone, and ECPay knows of none. */
export class OrderNotFoundError extends ECTicketError {
  override readonly name = 'OrderNotFoundError';
  readonly code = 'ORDER_NOT_FOUND';

  constructor(readonly workflowId: string) {
    super(
      `Temporal holds no order ${workflowId}. Check the merchant, the trade number and the namespace; an ended order is kept for the namespace's retention period only.`,
    );
  }
}
