/** Temporal's runtime for a process of ours: where its log goes, and its metrics. */
import { Runtime, type MetricsExporterConfig } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { MetricsTarget } from '../settings/index.js';
import { MetricsUnavailableError } from './errors/metrics-unavailable-error.js';
import { METRIC_BUCKETS } from './metric-buckets.js';
import { runtimeLogger } from './runtime-logger.js';

/**
 * Once a process. Ending it is the process's own business.
 *
 * @throws MetricsUnavailableError
 */
export function installRuntime(log: Logger, metrics: MetricsTarget | undefined): Runtime {
  try {
    return Runtime.install({
      logger: runtimeLogger(log),
      telemetryOptions: {
        logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
        ...(metrics && { metrics: exporterFor(metrics) }),
      },
      shutdownSignals: [],
    });
  } catch (error) {
    const reason = /prometheus metrics exporter: (.*)$/.exec((error as Error).message)?.[1];
    if (metrics?.to !== 'prometheus' || reason === undefined) throw error;
    throw new MetricsUnavailableError(metrics.bindAddress, reason);
  }
}

function exporterFor(metrics: MetricsTarget): MetricsExporterConfig {
  const options = { useSecondsForDurations: true, histogramBucketOverrides: METRIC_BUCKETS };
  return {
    attachServiceName: false,
    ...(metrics.to === 'prometheus'
      ? { prometheus: { ...options, bindAddress: metrics.bindAddress } }
      : { otel: { ...options, url: metrics.url, http: true, metricsExportInterval: '10 seconds' } }),
  };
}
