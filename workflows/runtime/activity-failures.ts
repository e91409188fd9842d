/** Why an activity failed, and whether a retry can help. */
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, rootCause, TimeoutFailure } from '@temporalio/workflow';

/** Why an activity failed; where the server gave up because its time was over, why the last attempt before that failed. */
export function messageOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  // The SDK makes a timeout's error without its cause.
  const attempt = cause instanceof TimeoutFailure ? cause.failure?.cause : undefined;
  const why = attempt ? defaultFailureConverter.failureToError(attempt, defaultPayloadConverter) : cause;
  return rootCause(why) ?? String(why);
}

/** A failure that Temporal does not retry. */
export interface FinalFailure {
  readonly code: string;
  readonly words: string;
  /** A key, a merchant or an address of ours is wrong, or seems so: an operator fixes it, and the call can be made again. */
  readonly isConfiguration: boolean;
}

/** Undefined for anything else that an activity ends with: a cancellation, a timeout … */
export function finalFailureOf(error: unknown): FinalFailure | undefined {
  if (!(error instanceof ActivityFailure && error.cause instanceof ApplicationFailure)) return undefined;
  const { nonRetryable, type, message, details } = error.cause;
  if (nonRetryable !== true) return undefined;
  return { code: type ?? 'UNKNOWN', words: message, isConfiguration: details?.[0] === CONFIGURATION };
}

/** Why an activity ran out of its time: the code and words of its last attempt, where there were any. */
export function lastFailureOf(error: unknown): { code?: string; words: string } {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const code = cause instanceof ApplicationFailure ? cause.type : undefined;
  return { ...(typeof code === 'string' && { code }), words: messageOf(error) };
}

/** As `activities/failures.ts` marks it. */
const CONFIGURATION = 'configuration';
