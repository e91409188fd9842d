import type { Violation } from '../violation.js';
import { ECTicketError } from './ecticket-error.js';
import { formatViolations } from '../violation.js';

/** What is asked of an endpoint other than Issue cannot be asked so. Nothing was sent. Paths are in ECPay's names. */
export class InvalidRequestError extends ECTicketError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'INVALID_REQUEST';

  constructor(
    readonly endpoint: string,
    readonly violations: readonly Violation[],
  ) {
    super(`${endpoint} cannot be asked so.${formatViolations(violations)}`);
  }
}
