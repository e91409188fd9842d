import type { LogLevel, Logger, LogMetadata } from '@temporalio/worker';
import type { Level, Logger as Pino } from 'pino';

const LEVELS: Readonly<Record<LogLevel, Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

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
