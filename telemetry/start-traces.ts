/** OpenTelemetry for a process of ours. Loaded only where traces are wanted. */
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import type { TracesTarget } from '../settings/index.js';
import { redactErrorMessages } from './redact-error-messages.js';
import { TracePlugin } from './trace-plugin.js';

export interface Traces {
  /** For the process's connections and clients. */
  readonly plugin: TracePlugin;
  /** Sends what is there, and then nothing more. Never rejects: a collector that is away holds up no end. */
  stop(): Promise<void>;
}

/**
 * Registers a tracer provider that pushes by OTLP. What OpenTelemetry's own variables say of names, headers and samples
 * counts (`OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER`).
 *
 * @param serviceName unless OpenTelemetry's variables name another
 */
export function startTraces({ url }: TracesTarget, serviceName: string, log: Pick<Logger, 'warn'>): Traces {
  const warn = (message: string): void => {
    log.warn({ message }, 'OpenTelemetry cannot do what it should');
  };
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  const named = new Resource({ 'service.name': serviceName });
  const provider = new BasicTracerProvider({
    resource: named.merge(detectResourcesSync({ detectors: [envDetectorSync] })),
    spanProcessors: [new BatchSpanProcessor(redactErrorMessages(new OTLPTraceExporter({ url })))],
  });
  provider.register({ contextManager: new AsyncLocalStorageContextManager() });
  return {
    plugin: new TracePlugin(),
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

function ignore(): void {
  // Nobody asked.
}
