import type { Violation } from '../violation.js';
import { ECTicketError } from './ecticket-error.js';
import { formatViolations } from '../violation.js';

/** An order breaks rules of the Issue page. Nothing was sent. All violations are here, in the names of `TicketOrder`. */
export class InvalidOrderError extends ECTicketError {
  override readonly name = 'InvalidOrderError';
  readonly code = 'INVALID_ORDER';

  constructor(readonly violations: readonly Violation[]) {
    super(`The order cannot be issued as it is.${formatViolations(violations)}`);
  }
}
