/** Reads the failure of an activity: its code, its message, and whether Temporal has stopped retrying. */
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, rootCause, TimeoutFailure } from '@temporalio/workflow';

/** The first detail of a configuration failure, as `activities/failures.ts` sets it. */
const CONFIGURATION = 'configuration';

/** A failure that Temporal does not retry. */
export interface FinalFailure {
  readonly code: string;
  readonly message: string;
  /**
   * A key, a merchant or an address in the settings appears to be wrong. The call may succeed once an administrator
   * fixes it.
   */
  readonly isConfiguration: boolean;
}

/** @returns undefined for any other end of an activity, such as a cancellation or a timeout */
export function finalFailureOf(error: unknown): FinalFailure | undefined {
  if (!(error instanceof ActivityFailure && error.cause instanceof ApplicationFailure)) return undefined;
  const { nonRetryable, type, message, details } = error.cause;
  if (nonRetryable !== true) return undefined;
  return { code: type ?? 'UNKNOWN', message, isConfiguration: details?.[0] === CONFIGURATION };
}

/** The code and message of a failed attempt. */
export interface LastFailure {
  readonly code?: string;
  readonly message: string;
}

/** The code and message of the last attempt of an activity that ran out of time. */
export function lastFailureOf(error: unknown): LastFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const code = cause instanceof ApplicationFailure ? cause.type : undefined;
  return { ...(typeof code === 'string' && { code }), message: failureMessage(error) };
}

/** Why an activity failed. For a timeout: why the last attempt before it failed. */
export function failureMessage(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  // The SDK converts a timeout without its cause, so convert the cause here.
  const lastAttempt = cause instanceof TimeoutFailure ? cause.failure?.cause : undefined;
  const failure = lastAttempt ? defaultFailureConverter.failureToError(lastAttempt, defaultPayloadConverter) : cause;
  return rootCause(failure) ?? String(failure);
}
