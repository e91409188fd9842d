/** Installs Temporal's runtime in this package's processes: the destination of its log, and its metrics. */
import { Runtime, type Logger, type LogLevel, type LogMetadata, type MetricsExporterConfig } from '@temporalio/worker';
import type { Level, Logger as Pino } from 'pino';
import type { MetricsTarget } from '../settings/index.js';
import { MetricsUnavailableError } from './errors/metrics-unavailable-error.js';
import { METRIC_BUCKETS } from './metric-buckets.js';

/**
 * Installs the runtime. Call it once per process. The runtime handles no signals.
 *
 * @throws MetricsUnavailableError
 */
export function installRuntime(log: Pino, metrics: MetricsTarget | undefined): Runtime {
  try {
    return Runtime.install({
      logger: createRuntimeLogger(log),
      telemetryOptions: {
        logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
        ...(metrics && { metrics: exporterConfig(metrics) }),
      },
      shutdownSignals: [],
    });
  } catch (error) {
    const reason = /prometheus metrics exporter: (.*)$/.exec((error as Error).message)?.[1];
    if (metrics?.to !== 'prometheus' || reason === undefined) throw error;
    throw new MetricsUnavailableError(metrics.bindAddress, reason);
  }
}

function exporterConfig(metrics: MetricsTarget): MetricsExporterConfig {
  const options = { useSecondsForDurations: true, histogramBucketOverrides: METRIC_BUCKETS };
  return {
    attachServiceName: false,
    ...(metrics.to === 'prometheus'
      ? { prometheus: { ...options, bindAddress: metrics.bindAddress } }
      : { otel: { ...options, url: metrics.url, http: true, metricsExportInterval: '10 seconds' } }),
  };
}

const LEVELS: Readonly<Record<LogLevel, Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Creates a logger for Temporal's runtime that writes to a pino logger. */
export function createRuntimeLogger(log: Pino): Logger {
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
