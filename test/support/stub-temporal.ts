/** A Temporal client with a fake server, for failures that a real server does not produce on request. */
import { Client, type Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

const { temporal } = proto;

/** Answers by the name of the call. Every other call throws `otherwise()`. */
export interface StubServer {
  readonly answers?: Readonly<Record<string, () => unknown>>;
  readonly otherwise: () => unknown;
}

export function stubTemporal({ answers = {}, otherwise }: StubServer): Client {
  const call = (name: string) => () =>
    Promise.resolve().then(() => {
      if (Object.hasOwn(answers, name)) return answers[name]?.();
      throw otherwise();
    });
  const connection = {
    workflowService: new Proxy({}, { get: (_none, name) => call(String(name)) }),
    withDeadline: <T>(_deadline: number, act: () => Promise<T>) => act(),
    withAbortSignal: <T>(_signal: AbortSignal, act: () => Promise<T>) => act(),
  };
  return new Client({ connection: connection as unknown as Connection });
}

/** An error of gRPC. */
export function grpcError(code: number, details: string): Error {
  const metadata = { get: () => [] };
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata });
}

/** The answer to `describe` of an order in this state. */
export function described(status: 'RUNNING' | 'COMPLETED' | 'TERMINATED') {
  const info = temporal.api.workflow.v1.WorkflowExecutionInfo.fromObject({
    execution: { workflowId: 'ecticket/3085676/Stub1', runId: 'run-1' },
    type: { name: 'ticketOrder' },
    status: `WORKFLOW_EXECUTION_STATUS_${status}`,
    startTime: { seconds: 1, nanos: 0 },
    historyLength: 3,
  });
  return { workflowExecutionInfo: info };
}

type Failure = proto.temporal.api.failure.v1.IFailure;

/** The answer to an update that fails at once. */
export function updateFailed(failure: Failure) {
  return { ...accepted(), outcome: { failure } };
}

/** The answer to an update that is accepted and not completed. */
export function accepted() {
  return { stage: 2, updateRef: { updateId: 'u', workflowExecution: { workflowId: 'w', runId: 'run-1' } } };
}

/** The history of a run that closed with this event. */
export function closedWith(event: proto.temporal.api.history.v1.IHistoryEvent) {
  return { history: { events: [event] } };
}
