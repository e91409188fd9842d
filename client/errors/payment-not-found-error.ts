import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';

/** There is no open record of this unmatched payment. */
export class PaymentNotFoundError extends ECTicketError {
  override readonly name = 'PaymentNotFoundError';
  readonly code = 'PAYMENT_NOT_FOUND';

  constructor(readonly workflowId: string) {
    super(`There is no open payment ${workflowId}. "ecticket payment list-unmatched" lists the open ones.`);
  }
}
