/**
 * Every call to Temporal goes through here: under a time limit, and with an error of this package for every failure.
 */
import { isGrpcServiceError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client } from '@temporalio/client';
import { NamespaceNotFoundError, PayloadConverterError, ValueError, WorkflowNotFoundError } from '@temporalio/common';
import {
  CodecKeysUnavailableError,
  PayloadBrokenError,
  PayloadMisplacedError,
  UnknownCodecKeyError,
} from '../../codec/index.js';
import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { OrderStuckError } from '../errors/order-stuck-error.js';
import { PayloadUnreadableError } from '../errors/payload-unreadable-error.js';
import { SearchAttributesMissingError } from '../errors/search-attributes-missing-error.js';
import { TemporalCallFailedError } from '../errors/temporal-call-failed-error.js';
import { TemporalRefusedError } from '../errors/temporal-refused-error.js';
import { TemporalUnavailableError } from '../errors/temporal-unavailable-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';

/** gRPC's status codes. A time limit may show as a cancelled call too. */
const GRPC = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  failedPrecondition: 9,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

/** Longest wait for one answer of Temporal's, the SDK's retries included but for a last pause of theirs. Milliseconds. */
export const CALL_TIMEOUT = 10_000;

/** The words with which the server refuses to ask for what the history of a closed run cannot tell. */
const CLOSED_UNREAD = /closed before WorkflowTaskStarted/i;

type ErrorClass = abstract new (...parts: never[]) => Error;

export interface CallOptions {
  /** The order that the call is about. */
  readonly workflowId?: string;
  /** Under which the call can be repeated. */
  readonly updateId?: string;
  /** Milliseconds. Default: {@link CALL_TIMEOUT}. */
  readonly timeoutMs?: number | undefined;
  /** Errors of the SDK that are answers to this call; they reach the caller as they are. */
  readonly answers?: readonly ErrorClass[];
}

/**
 * Makes a call under a time limit (the SDK has none of its own).
 *
 * @throws an error of this package for every failure but `answers`: see docs/decisions/0027 for the table.
 */
export async function callTemporal<T>(
  client: Client,
  call: () => Promise<T>,
  { timeoutMs = CALL_TIMEOUT, answers = [], ...about }: CallOptions = {},
): Promise<T> {
  try {
    return await client.connection.withDeadline(Date.now() + timeoutMs, call);
  } catch (error) {
    throw answers.some((answer) => error instanceof answer) ? error : typedError(error, about);
  }
}

/** A query was not answered in time: Temporal waited for a worker in vain. */
export function isWorkerSilence(error: unknown): boolean {
  const code = grpcFailure(error)?.code;
  return code === GRPC.cancelled || code === GRPC.deadlineExceeded;
}

/** A query of a run that closed before any worker had begun it: nobody can ever answer. */
export function isClosedUnread(error: unknown): boolean {
  const failure = grpcFailure(error);
  return failure?.code === GRPC.failedPrecondition && CLOSED_UNREAD.test(failure.details);
}

/** No such workflow runs. What refuses a start and an update sent together, the SDK passes on as gRPC has it. */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcFailure(error)?.code === GRPC.notFound;
}

/** The error of this package for whatever a call to Temporal threw. */
export function typedError(error: unknown, about: Pick<CallOptions, 'workflowId' | 'updateId'>): Error {
  for (const each of chain(error)) {
    if (each instanceof ECTicketError) return each;
    if (isOfCodec(each)) return new PayloadUnreadableError(each.message, each);
    if (each instanceof ValueError || each instanceof PayloadConverterError) return unreadable(each);
    if (each instanceof NamespaceNotFoundError) return new TemporalRefusedError('namespaceNotFound', each.message);
    if (isGrpcServiceError(each)) return ofGrpc(each, about);
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return new TemporalUnavailableError(error.message);
  const last = chain(error).at(-1);
  return new TemporalCallFailedError(last?.name ?? typeof error);
}

function ofGrpc(
  { code, details }: { code: number; details: string },
  { workflowId, updateId }: Pick<CallOptions, 'workflowId' | 'updateId'>,
): Error {
  switch (code) {
    case GRPC.failedPrecondition:
      if (workflowId === undefined) return new TemporalRefusedError('request', details);
      if (/workflow task in failed state/i.test(details)) return new OrderStuckError(workflowId, updateId);
      // No poller was seen, or the first workflow task is not there yet.
      if (/no poller|not scheduled yet/i.test(details)) return new WorkerUnavailableError(workflowId);
      return new TemporalRefusedError('request', details);
    case GRPC.invalidArgument:
      if (/search attribute/i.test(details)) return new SearchAttributesMissingError(details);
      return new TemporalRefusedError('request', details);
    case GRPC.notFound:
    case GRPC.alreadyExists:
      return new TemporalRefusedError('request', details);
    case GRPC.permissionDenied:
      return new TemporalRefusedError('notPermitted', details);
    case GRPC.unauthenticated:
      return new TemporalRefusedError('notAuthenticated', details);
    case GRPC.unimplemented:
      return new TemporalRefusedError('notSupported', details);
    default:
      // CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, OUT_OF_RANGE, INTERNAL, UNAVAILABLE,
      // DATA_LOSS.
      return new TemporalUnavailableError(details);
  }
}

function isOfCodec(error: Error): boolean {
  return [CodecKeysUnavailableError, PayloadBrokenError, PayloadMisplacedError, UnknownCodecKeyError].some(
    (codecError) => error instanceof codecError,
  );
}

/** The SDK's words about an encoding name it; its words about a value may hold the value. */
function unreadable(error: Error): PayloadUnreadableError {
  if (/^Unknown encoding: /.test(error.message)) return new PayloadUnreadableError(`${error.message}.`, error);
  return new PayloadUnreadableError('A value has no form in JSON.');
}

/** The SDK wraps what gRPC, a codec or an interceptor said in errors of its own. */
function grpcFailure(error: unknown): { code: number; details: string } | undefined {
  return chain(error).find(isGrpcServiceError);
}

function chain(error: unknown): Error[] {
  const errors: Error[] = [];
  for (let e = error; e instanceof Error && !errors.includes(e); e = e.cause) errors.push(e);
  return errors;
}
