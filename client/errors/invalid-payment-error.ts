import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { formatViolations } from '../../ecticket/violation.js';
import type { Violation } from '../../ecticket/violation.js';

/** A payment, or the terms of one, cannot be as they are stated. Nothing was started or confirmed. */
export class InvalidPaymentError extends ECTicketError {
  override readonly name = 'InvalidPaymentError';
  readonly code = 'INVALID_PAYMENT';

  constructor(readonly violations: readonly Violation[]) {
    super(`The payment cannot be as stated.${formatViolations(violations)}`);
  }
}
