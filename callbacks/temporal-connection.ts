import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type Client,
  type ConnectionOptions,
} from '@temporalio/client';

/** Attempts per call. Together they take about two seconds. */
const MAX_ATTEMPTS = 5;

const READINESS_TIMEOUT_MS = 2000;

/**
 * Creates a connection that connects on its first call, so that processes may start in any order. Calls are retried
 * only briefly: ECPay sends a callback again, and a call must not be retried after the connection is closed.
 */
export function lazyConnection(options: ConnectionOptions): Connection {
  const retries = makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: MAX_ATTEMPTS }));
  return Connection.lazy({ ...options, interceptors: [retries] });
}

/** Whether Temporal answers and has the namespace, so that callbacks can be delivered now. */
export async function isTemporalReady(client: Client): Promise<boolean> {
  return (await findTemporalProblem(client)) === undefined;
}

/** Returns why callbacks cannot be delivered now, as gRPC says it, or undefined if they can. */
export async function findTemporalProblem(client: Client): Promise<string | undefined> {
  const { connection, workflowService, options } = client;
  try {
    await connection.withDeadline(Date.now() + READINESS_TIMEOUT_MS, () =>
      workflowService.describeNamespace({ namespace: options.namespace }),
    );
    return undefined;
  } catch (error) {
    const { details } = error as { readonly details?: string };
    return details ?? 'no answer';
  }
}
