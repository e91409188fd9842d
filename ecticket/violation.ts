/** A rule that a request breaks, or a warning about the request. It never contains a value from the request. */
export interface Violation {
  /** Path of the field, in the caller's names: `items[0].quantity`. Empty for the whole request. */
  readonly path: string;
  /** A stable identifier, such as `ticketsPerOrder`. */
  readonly rule: string;
  /** What the rule requires. */
  readonly message: string;
  /** How to fix it. */
  readonly fix: string;
}

/** Formats violations for an error message: one line per violation, with its path, message and fix. */
export function formatViolations(violations: readonly Violation[]): string {
  return violations.map((v) => `\n- ${v.path === '' ? '' : `${v.path}: `}${v.message} ${v.fix}`).join('');
}
