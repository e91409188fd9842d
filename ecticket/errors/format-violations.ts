import type { Violation } from '../violation.js';

/** One line a violation, for an error's message. */
export function listed(violations: readonly Violation[]): string {
  return violations.map((v) => `\n- ${v.path === '' ? '' : `${v.path}: `}${v.message} ${v.fix}`).join('');
}
