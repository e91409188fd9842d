/**
 * Propagates the trace of the message that a workflow last received (its start, a signal, an update) to the activities
 * and child workflows that follow, and reports each received message. Loaded only by workers that export traces.
 *
 * Each interceptor returns the promise of `next` unchanged. An extra microtask would change the order in which a
 * workflow's branches continue, and orders that started without traces would not replay with them.
 */
import type { Headers } from '@temporalio/common';
import { proxySinks, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import type { TraceSinks } from '../messages/trace-sinks.js';

/** The header in which Temporal's OpenTelemetry interceptors of clients and activities carry a trace. */
const TRACE_HEADER = '_tracer-data';

const { ecticketTraces } = proxySinks<TraceSinks>();

/** The interceptors of one workflow. The SDK calls this once per workflow. */
export function interceptors(): WorkflowInterceptors {
  let currentTrace: Headers[string] | undefined;

  const receive = (name: string, headers: Headers): void => {
    const header = headers[TRACE_HEADER];
    if (header === undefined) return;
    currentTrace = header;
    ecticketTraces.messageReceived({ name, header, at: Date.now() });
  };
  const withTrace = <Input extends { readonly headers: Headers }>(input: Input): Input =>
    currentTrace === undefined ? input : { ...input, headers: { ...input.headers, [TRACE_HEADER]: currentTrace } };

  return {
    inbound: [
      {
        execute(input, next) {
          receive(`RunWorkflow:${workflowInfo().workflowType}`, input.headers);
          return next(input);
        },
        handleSignal(input, next) {
          receive(`HandleSignal:${input.signalName}`, input.headers);
          return next(input);
        },
        handleUpdate(input, next) {
          receive(`HandleUpdate:${input.name}`, input.headers);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(withTrace(input)),
        scheduleLocalActivity: (input, next) => next(withTrace(input)),
        startChildWorkflowExecution: (input, next) => next(withTrace(input)),
        continueAsNew: (input, next) => next(withTrace(input)),
      },
    ],
  };
}
