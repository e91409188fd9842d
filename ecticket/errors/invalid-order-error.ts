import type { Violation } from '../violation.js';
import { ECTicketError } from './ecticket-error.js';
import { formatViolations } from '../violation.js';

/**
 * An order breaks rules of ECPay's Issue page. Nothing was sent. Lists every violation, in the names of `TicketOrder`.
 */
export class InvalidOrderError extends ECTicketError {
  override readonly name = 'InvalidOrderError';
  readonly code = 'INVALID_ORDER';

  constructor(readonly violations: readonly Violation[]) {
    super(`The order is not valid.${formatViolations(violations)}`);
  }
}
