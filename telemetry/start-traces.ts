/** Starts OpenTelemetry in this package's processes. Loaded only if traces are configured. */
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type TimedEvent,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import type { TracesTarget } from '../settings/index.js';
import { TracePlugin } from './trace-plugin.js';

export interface Traces {
  /** For the connections and clients of the process. */
  readonly plugin: TracePlugin;
  /** Exports the remaining spans and stops. Never rejects: an unavailable collector must not block the shutdown. */
  stop(): Promise<void>;
}

/**
 * Registers a tracer provider that pushes spans by OTLP. OpenTelemetry's own variables apply: `OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.
 *
 * @param serviceName the default, which OpenTelemetry's variables override
 */
export function startTraces({ url }: TracesTarget, serviceName: string, log: Pick<Logger, 'warn'>): Traces {
  const warn = (message: string): void => {
    log.warn({ problem: message }, 'OpenTelemetry reports a problem');
  };
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  const defaults = new Resource({ 'service.name': serviceName });
  const provider = new BasicTracerProvider({
    resource: defaults.merge(detectResourcesSync({ detectors: [envDetectorSync] })),
    spanProcessors: [new BatchSpanProcessor(redactErrorMessages(new OTLPTraceExporter({ url })))],
  });
  provider.register({ contextManager: new AsyncLocalStorageContextManager() });
  return {
    plugin: new TracePlugin(),
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

function ignore(): void {
  // Only warnings and errors are logged.
}

/**
 * Wraps an exporter so that it exports error types without error messages. Messages may quote a webhook or ECPay, and
 * traces reach the administrator of the collector unencrypted.
 */
export function redactErrorMessages(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => {
      exporter.export(spans.map(redactSpan), done);
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => {
      await exporter.forceFlush?.();
    },
  };
}

/** Returns an object that inherits from the span. Other processors still see the unchanged span. */
function redactSpan(span: ReadableSpan): ReadableSpan {
  return Object.create(span, {
    status: { value: { code: span.status.code }, enumerable: true },
    events: { value: span.events.flatMap(errorTypeOnly), enumerable: true },
  }) as ReadableSpan;
}

function errorTypeOnly(event: TimedEvent): TimedEvent[] {
  const { 'exception.type': type } = event.attributes ?? {};
  return type === undefined ? [] : [{ ...event, attributes: { 'exception.type': type } }];
}
