/** The part of a pino logger that the codec server writes to. Contents of payloads and tokens are never among the fields. */
export interface AccessLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const SILENT: AccessLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
