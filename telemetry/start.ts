/** What a process of ours says of itself, where its settings want it. What is not wanted is not even loaded. */
import { noopMetricMeter, type MetricMeter } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Settings } from '../settings/index.js';
import type { Traces } from './start-traces.js';
import type { TracePlugin } from './trace-plugin.js';

type Wanted = Pick<Settings, 'metrics' | 'traces'>;

export interface Telemetry {
  /** For the process's client. */
  readonly plugins: TracePlugin[];
  readonly metricMeter: MetricMeter;
  stop(): Promise<void>;
}

/**
 * For a process that runs no Worker. Temporal's runtime is there for the metrics alone.
 *
 * @throws MetricsUnavailableError
 */
export async function startTelemetry(settings: Wanted, serviceName: string, log: Logger): Promise<Telemetry> {
  const runtime = await installRuntimeIn(settings, log);
  const traces = await startTracesIn(settings, serviceName, log);
  return {
    plugins: traces === undefined ? [] : [traces.plugin],
    metricMeter: runtime?.metricMeter ?? noopMetricMeter,
    stop: async () => {
      await traces?.stop();
      await runtime?.shutdown();
    },
  };
}

export async function startTracesIn({ traces }: Wanted, serviceName: string, log: Logger): Promise<Traces | undefined> {
  if (traces === undefined) return undefined;
  const { startTraces } = await import('./start-traces.js');
  return startTraces(traces, serviceName, log);
}

async function installRuntimeIn({ metrics }: Wanted, log: Logger) {
  if (metrics === undefined) return undefined;
  const { installRuntime } = await import('./install-runtime.js');
  return installRuntime(log, metrics);
}
