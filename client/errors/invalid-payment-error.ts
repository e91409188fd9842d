import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { formatViolations } from '../../ecticket/violation.js';
import type { Violation } from '../../ecticket/violation.js';

/** A payment, or the payment terms of an order, are invalid. Nothing was started or confirmed. */
export class InvalidPaymentError extends ECTicketError {
  override readonly name = 'InvalidPaymentError';
  readonly code = 'INVALID_PAYMENT';

  constructor(readonly violations: readonly Violation[]) {
    super(`The payment is invalid.${formatViolations(violations)}`);
  }
}
