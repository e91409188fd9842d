/** How workflow code reports received messages to the worker process, which records them as spans. */
import type { Headers } from '@temporalio/common';
import type { Sinks } from '@temporalio/workflow';

/** The name of `TracePlugin`, by which a worker has that its workflows need the interceptors that call the sinks. */
export const TRACE_PLUGIN = 'temporal-ecticket/traces';

/** A message that carried a trace. */
export interface ReceivedMessage {
  /** `RunWorkflow:ticketOrder`, `HandleSignal:callbackReceived`, `HandleUpdate:redeem`. */
  readonly name: string;
  /** The trace, as Temporal's OpenTelemetry interceptors encode it. */
  readonly header: Headers[string];
  /** When the workflow received it, in milliseconds since the epoch. */
  readonly at: number;
}

export interface TraceSinks extends Sinks {
  ecticketTraces: { messageReceived(message: ReceivedMessage): void };
}
