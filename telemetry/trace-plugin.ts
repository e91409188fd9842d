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
import type { ReceivedMessage, TraceSinks } from '../workflows/messages/trace-sinks.js';

/**
 * Traces of ticket orders, through whichever OpenTelemetry tracer provider the process has registered: on a Connection,
 * a NativeConnection or a Client. A span for what is asked of an order, what its workflow was told, and each activity.
 *
 * Workflows carry a trace on and take no part in it, so that this can be put on and taken off while orders run
 * (docs/decisions/0016-workflows-propagate-traces.md).
 */
export class TracePlugin extends SimplePlugin {
  constructor() {
    super({
      name: 'temporal-ecticket/traces',
      clientInterceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
      workerInterceptors: {
        workflowModules: [interceptorModule()],
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
      heard: {
        fn: ({ workflowId, runId }, { name, header, at }) => {
          const attributes = { temporalWorkflowId: workflowId, run_id: runId };
          const span = tracer.startSpan(name, { startTime: at, attributes }, contextIn(header));
          span.setStatus({ code: SpanStatusCode.OK }).end();
        },
      },
    },
  };
}

/** The header as Temporal's OpenTelemetry interceptors write it. */
function contextIn(header: ReceivedMessage['header']) {
  const carrier: Record<string, string> = defaultPayloadConverter.fromPayload(header);
  return propagation.extract(context.active(), carrier);
}

/** Beside this file, in TypeScript or compiled, as this file is. */
function interceptorModule(): string {
  return fileURLToPath(new URL(`../workflows/trace-interceptors${extname(import.meta.url)}`, import.meta.url));
}
