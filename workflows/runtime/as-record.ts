/** What came from outside, as an object whose fields can be looked at. */
export function asRecord(said: unknown): Readonly<Record<string, unknown>> {
  return typeof said === 'object' && said !== null && !Array.isArray(said) ? { ...said } : {};
}
