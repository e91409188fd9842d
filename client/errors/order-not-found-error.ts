import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/**
 * Temporal holds no such order, or holds only a workflow that queried ECPay for the number, and ECPay has no order.
 */
export class OrderNotFoundError extends ECTicketError {
  override readonly name = 'OrderNotFoundError';
  readonly code = 'ORDER_NOT_FOUND';

  constructor(readonly workflowId: string) {
    super(
      `Temporal holds no order ${workflowId}. Check the merchant, the trade number and the namespace. ` +
        "Temporal keeps a closed order for the namespace's retention period only.",
    );
  }
}
