/** What the activities say beside their results; pino's shape, never a key or a person's data. */
export interface Log {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
