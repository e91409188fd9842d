import type { Violation } from '../violation.js';
import { ECTicketError } from './ecticket-error.js';
import { formatViolations } from '../violation.js';

/** A request to another endpoint than Issue is not valid. Nothing was sent. Paths are in ECPay's names. */
export class InvalidRequestError extends ECTicketError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'INVALID_REQUEST';

  constructor(
    readonly endpoint: string,
    readonly violations: readonly Violation[],
  ) {
    super(`The ${endpoint} request is not valid.${formatViolations(violations)}`);
  }
}
