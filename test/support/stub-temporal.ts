/** A Temporal client whose server is a table of answers, for failures that no real server gives on request. */
import { Client, type Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

const { temporal } = proto;

/** By the name of the call; a call that is not there fails with `otherwise`. */
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
  };
  return new Client({ connection: connection as unknown as Connection });
}

/** As gRPC tells it. */
export function grpcError(code: number, details: string): Error {
  const metadata = { get: () => [] };
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata });
}

/** What `describe` is answered of an order in this state. */
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

/** What an update is answered that has come to this end at once. */
export function updateFailed(failure: Failure) {
  return { ...accepted(), outcome: { failure } };
}

/** What an update is answered that goes on. */
export function accepted() {
  return { stage: 2, updateRef: { updateId: 'u', workflowExecution: { workflowId: 'w', runId: 'run-1' } } };
}

/** What the history of a run is answered that closed with this event. */
export function closedWith(event: proto.temporal.api.history.v1.IHistoryEvent) {
  return { history: { events: [event] } };
}
