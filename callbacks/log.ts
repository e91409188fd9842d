/** The part of a pino logger that the receiver writes to. Neither keys nor a callback's Data are ever among the fields. */
export interface CallbackLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const SILENT: CallbackLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
