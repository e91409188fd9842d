/** Makes every call to Temporal with a timeout, and turns every failure into an error of this package. */
import {
  Connection,
  isGrpcServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { NamespaceNotFoundError, PayloadConverterError, ValueError, WorkflowNotFoundError } from '@temporalio/common';
import {
  CodecKeysUnavailableError,
  PayloadBrokenError,
  PayloadMisplacedError,
  UnknownCodecKeyError,
} from '../../codec/index.js';
import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { searchAttributesNeeded } from '../../workflows/messages/names.js';
import { OrderStuckError } from '../errors/order-stuck-error.js';
import { PayloadUnreadableError } from '../errors/payload-unreadable-error.js';
import { SearchAttributesMissingError } from '../errors/search-attributes-missing-error.js';
import { TemporalCallFailedError } from '../errors/temporal-call-failed-error.js';
import { TemporalRefusedError } from '../errors/temporal-refused-error.js';
import { TemporalUnavailableError } from '../errors/temporal-unavailable-error.js';
import { WorkerUnavailableError } from '../errors/worker-unavailable-error.js';

/** gRPC status codes. A call that times out may also fail as cancelled. */
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

/** Milliseconds to wait for one answer of Temporal, including the SDK's retries except its last pause. */
export const CALL_TIMEOUT_MS = 10_000;

/** The server's message when it cannot query a closed run, because no worker ever processed it. */
const CLOSED_BEFORE_FIRST_TASK = /closed before WorkflowTaskStarted/i;

type ErrorClass = abstract new (...parts: never[]) => Error;

export interface CallOptions {
  /** The order of the call, for error messages. */
  readonly workflowId?: string;
  /** The update id to repeat the call with, for error messages. */
  readonly updateId?: string;
  /** Default: {@link CALL_TIMEOUT_MS}. */
  readonly timeoutMs?: number | undefined;
  /** SDK errors that the caller handles. They are thrown unchanged. */
  readonly expectedErrors?: readonly ErrorClass[];
}

/**
 * Makes a call to Temporal with a timeout, which the SDK lacks.
 *
 * @throws An error of this package for every failure except `expectedErrors`. docs/decisions/0027 has the table.
 */
export async function callTemporal<T>(
  client: Client,
  call: () => Promise<T>,
  { timeoutMs = CALL_TIMEOUT_MS, expectedErrors = [], ...context }: CallOptions = {},
): Promise<T> {
  try {
    return await client.connection.withDeadline(Date.now() + timeoutMs, call);
  } catch (error) {
    throw expectedErrors.some((expected) => error instanceof expected) ? error : toTypedError(error, client, context);
  }
}

/** The address of Temporal. A connection that is not the SDK's `Connection` does not report it. */
function addressOf({ connection }: Client): string | undefined {
  return connection instanceof Connection ? connection.options.address : undefined;
}

/** Whether a query timed out because no worker answered it. */
export function isQueryTimeout(error: unknown): boolean {
  const code = grpcFailure(error)?.code;
  return code === GRPC.cancelled || code === GRPC.deadlineExceeded;
}

/** Whether a query failed because the run closed before any worker processed it. No worker can ever answer it. */
export function closedBeforeFirstTask(error: unknown): boolean {
  const failure = grpcFailure(error);
  return failure?.code === GRPC.failedPrecondition && CLOSED_BEFORE_FIRST_TASK.test(failure.details);
}

/** Whether no such workflow runs. For an update with start, the SDK throws the gRPC error unchanged. */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcFailure(error)?.code === GRPC.notFound;
}

/** Converts anything that a call to Temporal throws into an error of this package. */
export function toTypedError(
  error: unknown,
  client: Client,
  context: Pick<CallOptions, 'workflowId' | 'updateId'>,
): Error {
  const address = addressOf(client);
  for (const cause of causeChain(error)) {
    if (cause instanceof ECTicketError) return cause;
    if (isCodecError(cause)) return new PayloadUnreadableError(cause.message, cause);
    if (cause instanceof ValueError || cause instanceof PayloadConverterError) return fromConverterError(cause);
    if (cause instanceof NamespaceNotFoundError) return new TemporalRefusedError('namespaceNotFound', cause.message);
    if (isGrpcServiceError(cause)) return fromGrpcError(cause, address, context);
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new TemporalUnavailableError(error.message, address);
  }
  const last = causeChain(error).at(-1);
  return new TemporalCallFailedError(last?.name ?? typeof error);
}

/** Whether the server lacks an attribute of ticket orders, and not one that a query misspells. */
function namesAttributeOfOrders(details: string): boolean {
  const names = Object.keys(searchAttributesNeeded({ codeIndex: true }));
  return /search attribute/i.test(details) && (details.match(/\w+/g) ?? []).some((word) => names.includes(word));
}

function fromGrpcError(
  { code, details }: { code: number; details: string },
  address: string | undefined,
  { workflowId, updateId }: Pick<CallOptions, 'workflowId' | 'updateId'>,
): Error {
  switch (code) {
    case GRPC.failedPrecondition:
      if (workflowId === undefined) return new TemporalRefusedError('request', details);
      if (/workflow task in failed state/i.test(details)) return new OrderStuckError(workflowId, updateId);
      // The server saw no poller, or has not scheduled the first workflow task yet.
      if (/no poller|not scheduled yet/i.test(details)) return new WorkerUnavailableError(workflowId);
      return new TemporalRefusedError('request', details);
    case GRPC.invalidArgument:
      if (namesAttributeOfOrders(details)) return new SearchAttributesMissingError(details);
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
      return new TemporalUnavailableError(details, address);
  }
}

function isCodecError(error: Error): boolean {
  return [CodecKeysUnavailableError, PayloadBrokenError, PayloadMisplacedError, UnknownCodecKeyError].some(
    (codecError) => error instanceof codecError,
  );
}

/** The SDK's message about an encoding is safe to show; its message about a value may contain the value. */
function fromConverterError(error: Error): PayloadUnreadableError {
  if (/^Unknown encoding: /.test(error.message)) return new PayloadUnreadableError(`${error.message}.`, error);
  return new PayloadUnreadableError('A value cannot be represented in JSON.');
}

/** Finds the gRPC error in the causes of an error; the SDK wraps it in errors of its own. */
function grpcFailure(error: unknown): { code: number; details: string } | undefined {
  return causeChain(error).find(isGrpcServiceError);
}

/** The error and its causes, outermost first. */
function causeChain(error: unknown): Error[] {
  const errors: Error[] = [];
  for (let e = error; e instanceof Error && !errors.includes(e); e = e.cause) errors.push(e);
  return errors;
}
