/** How workflow code reports received messages to the process that traces them. */
import type { Headers } from '@temporalio/common';
import type { Sinks } from '@temporalio/workflow';

/** What a workflow was told, and by which trace. */
export interface ReceivedMessage {
  /** `RunWorkflow:ticketOrder`, `HandleSignal:callbackReceived`, `HandleUpdate:redeem`. */
  readonly name: string;
  readonly header: Headers[string];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface TraceSinks extends Sinks {
  ecticketTraces: { heard(message: ReceivedMessage): void };
}
