import { isGrpcServiceError, type Client } from '@temporalio/client';
import { SearchAttributesMissingError } from './errors/search-attributes-missing-error.js';
import { TemporalUnavailableError } from './errors/temporal-unavailable-error.js';

/** gRPC's status codes for what is to be expected of a server in life. A time limit may show as a cancelled call too. */
const GRPC = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
};

/** Longest wait for one answer of Temporal's, the SDK's retries included but for a last pause of theirs. Milliseconds. */
export const CALL_TIMEOUT = 10_000;

/**
 * Makes a call under a time limit (the SDK has none of its own), and turns the failures that are to be expected into
 * this package's.
 *
 * @throws TemporalUnavailableError, SearchAttributesMissingError; any other failure as it is.
 */
export async function callTemporal<T>(client: Client, call: () => Promise<T>, timeoutMs = CALL_TIMEOUT): Promise<T> {
  try {
    return await client.connection.withDeadline(Date.now() + timeoutMs, call);
  } catch (error) {
    throw expected(error) ?? error;
  }
}

/** Temporal answered that no worker did, or waited for one in vain. */
export function isWorkerSilence(error: unknown): boolean {
  const failure = grpcFailure(error);
  const silences = [GRPC.cancelled, GRPC.deadlineExceeded, GRPC.failedPrecondition];
  return failure !== undefined && silences.includes(failure.code);
}

function expected(error: unknown): Error | undefined {
  const failure = grpcFailure(error);
  switch (failure?.code) {
    case GRPC.cancelled:
    case GRPC.unavailable:
    case GRPC.deadlineExceeded:
    case GRPC.resourceExhausted:
      return new TemporalUnavailableError(failure.details);
    case GRPC.invalidArgument:
      return /search attribute/i.test(failure.details) ? new SearchAttributesMissingError(failure.details) : undefined;
    default:
      return undefined;
  }
}

/** The SDK wraps what gRPC said in errors of its own. */
function grpcFailure(error: unknown): { code: number; details: string } | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (isGrpcServiceError(e)) return { code: e.code, details: e.details };
  }
  return undefined;
}
