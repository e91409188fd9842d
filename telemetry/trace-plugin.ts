import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { defaultPayloadConverter } from '@temporalio/common';
import {
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import { SimplePlugin } from '@temporalio/plugin';
import type { InjectedSinks, WorkerOptions } from '@temporalio/worker';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TRACE_PLUGIN, type ReceivedMessage, type TraceSinks } from '../workflows/messages/trace-sinks.js';

/**
 * Traces ticket orders with the OpenTelemetry tracer provider that the process has registered. Pass it to a Connection,
 * a NativeConnection or a Client. It creates a span per client call, per message that a workflow receives, and per
 * activity.
 *
 * Workflows propagate a trace and create no spans, so that the plugin can be added and removed while orders run
 * (docs/decisions/0016-workflows-propagate-traces.md).
 *
 * @example
 * const connection = await Connection.connect({ address, plugins: [new TracePlugin()] });
 */
export class TracePlugin extends SimplePlugin {
  constructor() {
    super({
      name: TRACE_PLUGIN,
      clientInterceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
      workerInterceptors: {
        // Only a worker needs the path. A client in a CommonJS bundle has none: there is no `import.meta.url`.
        get workflowModules() {
          return [interceptorModule()];
        },
        activity: [
          (ctx) => ({
            inbound: new OpenTelemetryActivityInboundInterceptor(ctx),
            outbound: new OpenTelemetryActivityOutboundInterceptor(ctx),
          }),
        ],
      },
    });
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    return super.configureWorker({ ...options, sinks: { ...options.sinks, ...sinks() } });
  }
}

function sinks(): InjectedSinks<TraceSinks> {
  const tracer = trace.getTracer('temporal-ecticket');
  return {
    ecticketTraces: {
      messageReceived: {
        fn: ({ workflowId, runId }, { name, header, at }) => {
          const attributes = { temporalWorkflowId: workflowId, run_id: runId };
          const span = tracer.startSpan(name, { startTime: at, attributes }, extractContext(header));
          span.setStatus({ code: SpanStatusCode.OK }).end();
        },
      },
    },
  };
}

/** Reads the header that Temporal's OpenTelemetry interceptors write. */
function extractContext(header: ReceivedMessage['header']) {
  const carrier: Record<string, string> = defaultPayloadConverter.fromPayload(header);
  return propagation.extract(context.active(), carrier);
}

/** The module is TypeScript or compiled JavaScript, as this file is. */
function interceptorModule(): string {
  return fileURLToPath(new URL(`../workflows/runtime/trace-interceptors${extname(import.meta.url)}`, import.meta.url));
}
