/** Why an activity failed, and whether trying again can mend it. */
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, rootCause, TimeoutFailure } from '@temporalio/workflow';

/** Why an activity failed; where the server gave up because its time was over, why the last attempt before that failed. */
export function wordsOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  // The SDK makes a timeout's error without its cause.
  const attempt = cause instanceof TimeoutFailure ? cause.failure?.cause : undefined;
  const why = attempt ? defaultFailureConverter.failureToError(attempt, defaultPayloadConverter) : cause;
  return rootCause(why) ?? String(why);
}

/** The failure's code and words when no retry mends it, undefined when it is anything else (a cancellation, a timeout …). */
export function finalFailureOf(error: unknown): { code: string; words: string } | undefined {
  if (!(error instanceof ActivityFailure && error.cause instanceof ApplicationFailure)) return undefined;
  if (error.cause.nonRetryable !== true) return undefined;
  return { code: error.cause.type ?? 'UNKNOWN', words: error.cause.message };
}
