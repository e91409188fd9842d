/** How the errors of the client reach the caller of an operation. */
import { ApplicationFailure } from '@temporalio/common';
import { HandlerError, OperationError } from 'nexus-rpc';
import { ECTicketError } from '../ecticket/errors/ecticket-error.js';

/** The codes of errors that the same request would cause again. The server retries after every other error. */
const FINAL: readonly string[] = [
  'INVALID_ORDER',
  'INVALID_PAYMENT',
  'INVALID_REQUEST',
  'UNKNOWN_MERCHANT',
  'ORDER_CONFLICT',
  'ORDER_NOT_FOUND',
  'ORDER_ENDED',
  'TICKET_ACTION_REFUSED',
  'UPDATE_CONFLICT',
];

/** Returns a failure with the error's code as type and its fields as details; undefined if a retry may succeed. */
export function toApplicationFailure(error: unknown): ApplicationFailure | undefined {
  if (!(error instanceof ECTicketError) || !FINAL.includes(error.code)) return undefined;
  const { name: _name, code, ...details } = error;
  return ApplicationFailure.nonRetryable(error.message, code, details);
}

/**
 * Runs the handler of an operation.
 *
 * @throws OperationError if the operation fails permanently, with the reason in its cause
 * @throws HandlerError after any other error: the server calls the handler again, with the same request id
 */
export async function runOperation<Output>(handler: () => Promise<Output>): Promise<Output> {
  try {
    return await handler();
  } catch (error) {
    const cause = toApplicationFailure(error);
    if (cause !== undefined) throw new OperationError('failed', cause.message, { cause });
    const message = error instanceof Error ? error.message : String(error);
    throw new HandlerError('UNAVAILABLE', message, { cause: error, retryableOverride: true });
  }
}
