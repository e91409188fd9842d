/**
 * Treats untrusted input as an object, so that its fields can be destructured safely.
 *
 * @returns a copy of a plain object's fields; `{}` for anything else
 */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
