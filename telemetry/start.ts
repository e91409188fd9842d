/** Starts metrics and traces in this package's processes. Loads only what the settings configure. */
import { noopMetricMeter, type MetricMeter } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Settings } from '../settings/index.js';
import type { Traces } from './start-traces.js';
import type { TracePlugin } from './trace-plugin.js';

type TelemetrySettings = Pick<Settings, 'metrics' | 'traces'>;

export interface Telemetry {
  /** For the process's client. */
  readonly plugins: TracePlugin[];
  readonly metricMeter: MetricMeter;
  stop(): Promise<void>;
}

/**
 * Starts metrics and traces in a process without a Worker, where Temporal's runtime serves metrics only.
 *
 * @throws MetricsUnavailableError
 */
export async function startTelemetry(
  settings: TelemetrySettings,
  serviceName: string,
  log: Logger,
): Promise<Telemetry> {
  const runtime = await installConfiguredRuntime(settings, log);
  const traces = await startConfiguredTraces(settings, serviceName, log);
  return {
    plugins: traces === undefined ? [] : [traces.plugin],
    metricMeter: runtime?.metricMeter ?? noopMetricMeter,
    stop: async () => {
      await traces?.stop();
      await runtime?.shutdown();
    },
  };
}

/** Starts traces if they are configured. */
export async function startConfiguredTraces(
  { traces }: TelemetrySettings,
  serviceName: string,
  log: Logger,
): Promise<Traces | undefined> {
  if (traces === undefined) return undefined;
  const { startTraces } = await import('./start-traces.js');
  return startTraces(traces, serviceName, log);
}

async function installConfiguredRuntime({ metrics }: TelemetrySettings, log: Logger) {
  if (metrics === undefined) return undefined;
  const { installRuntime } = await import('./install-runtime.js');
  return installRuntime(log, metrics);
}
