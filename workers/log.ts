import type { LogLevel, Logger, LogMetadata } from '@temporalio/worker';
import { destination, pino, type Level, type Logger as Pino } from 'pino';

const LEVELS: Readonly<Record<LogLevel, Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Should a key or a person's data ever get into a line's fields, it is not written. */
const SECRETS = [
  'hashKey',
  'hashIv',
  'apiKey',
  'secret',
  'customerName',
  'customerPhone',
  'customerEmail',
  'customerAddress',
];

/** JSON lines on stderr: stdout is for the few lines that scripts wait for. */
export function processLog(): Pino {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ redact: { paths, censor: '[hidden]' }, serializers: { error: shown, err: shown } }, destination(2));
}

/** What Temporal's runtime logs to. */
export function runtimeLogger(log: Pino): Logger {
  const at = (level: LogLevel) => (message: string, fields?: LogMetadata) => log[LEVELS[level]](fields ?? {}, message);
  return {
    log: (level, message, fields) => at(level)(message, fields),
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
  };
}

/** An error's own words only: a foreign error's further fields may hold a whole request. */
function shown(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { name, ...code, message, stack, ...(cause instanceof Error && { cause: shown(cause) }) };
}
