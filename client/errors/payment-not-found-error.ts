import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** No open record of such a payment without an order exists. */
export class PaymentNotFoundError extends ECTicketError {
  override readonly name = 'PaymentNotFoundError';
  readonly code = 'PAYMENT_NOT_FOUND';

  constructor(readonly workflowId: string) {
    super(`There is no open payment ${workflowId}. "ecticket payment list-unmatched" lists those that are open.`);
  }
}
