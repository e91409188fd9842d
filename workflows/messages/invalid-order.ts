/** How workflows report an invalid order. Its violations are listed as in `InvalidOrderError`, which they cannot import. */
import type { Violation } from '../../ecticket/violation.js';

/** The code of `InvalidOrderError`, also of an order that a workflow finds invalid. */
export const INVALID_ORDER = 'INVALID_ORDER';

/** Lists violations, one per line, each with its path. */
export function listViolations(violations: readonly Violation[]): string {
  return violations.map(({ path, message, fix }) => `\n- ${path}: ${message} ${fix}`).join('');
}
