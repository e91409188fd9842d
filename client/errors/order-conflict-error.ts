import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** The trade number is taken by an order of other contents. Nothing was started. */
export class OrderConflictError extends ECTicketError {
  override readonly name = 'OrderConflictError';
  readonly code = 'ORDER_CONFLICT';

  constructor(readonly workflowId: string) {
    super(
      `A different order has been placed as ${workflowId} before. ECPay takes a trade number once: give a new order a new number, or place the first one again exactly as it was.`,
    );
  }
}
