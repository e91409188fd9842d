/** Why an activity failed, and whether trying again can mend it. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Why an activity failed, as far as it is known. */
export function wordsOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** The failure's code and words when no retry mends it, undefined when it is anything else (a cancellation, a timeout …). */
export function finalFailureOf(error: unknown): { code: string; words: string } | undefined {
  if (!(error instanceof ActivityFailure && error.cause instanceof ApplicationFailure)) return undefined;
  if (error.cause.nonRetryable !== true) return undefined;
  return { code: error.cause.type ?? 'UNKNOWN', words: error.cause.message };
}
