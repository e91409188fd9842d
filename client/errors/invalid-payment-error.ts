import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { listed } from '../../ecticket/errors/format-violations.js';
import type { Violation } from '../../ecticket/violation.js';

/** A payment, or the payment terms of an order, are invalid. Nothing was started or confirmed. */
export class InvalidPaymentError extends ECTicketError {
  override readonly name = 'InvalidPaymentError';
  readonly code = 'INVALID_PAYMENT';

  constructor(readonly violations: readonly Violation[]) {
    super(`The payment is invalid.${listed(violations)}`);
  }
}
