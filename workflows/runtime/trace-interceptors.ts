/**
 * Carries a trace from what moves an order (its start, a signal, an update) to the activities that follow from it, and says
 * when the workflow heard of it. Loaded only where traces are wanted.
 *
 * Every call is handed on as it is, its promise too: one step more on the way would change the order in which a workflow's
 * branches go on, and orders that began without traces would not replay with them.
 */
import type { Headers } from '@temporalio/common';
import { proxySinks, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import type { TraceSinks } from '../messages/trace-sinks.js';

/** Where Temporal's OpenTelemetry interceptors of clients and activities put a trace. */
const TRACE_HEADER = '_tracer-data';

const { ecticketTraces } = proxySinks<TraceSinks>();

/** The SDK calls it once a workflow. */
export function interceptors(): WorkflowInterceptors {
  let cause: Headers[string] | undefined;

  const hear = (name: string, headers: Headers): void => {
    const header = headers[TRACE_HEADER];
    if (header === undefined) return;
    cause = header;
    ecticketTraces.heard({ name, header, at: Date.now() });
  };
  const withCause = <Input extends { readonly headers: Headers }>(input: Input): Input =>
    cause === undefined ? input : { ...input, headers: { ...input.headers, [TRACE_HEADER]: cause } };

  return {
    inbound: [
      {
        execute(input, next) {
          hear(`RunWorkflow:${workflowInfo().workflowType}`, input.headers);
          return next(input);
        },
        handleSignal(input, next) {
          hear(`HandleSignal:${input.signalName}`, input.headers);
          return next(input);
        },
        handleUpdate(input, next) {
          hear(`HandleUpdate:${input.name}`, input.headers);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(withCause(input)),
        scheduleLocalActivity: (input, next) => next(withCause(input)),
        startChildWorkflowExecution: (input, next) => next(withCause(input)),
        continueAsNew: (input, next) => next(withCause(input)),
      },
    ],
  };
}
