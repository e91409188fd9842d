/** An activity's failure that no retry mends. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** The failure's code and words when it is final, undefined when it is anything else (a cancellation, a timeout …). */
/** Why an activity failed, as far as it is known. */
export function wordsOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

export function finalFailureOf(error: unknown): { code: string; words: string } | undefined {
  if (!(error instanceof ActivityFailure && error.cause instanceof ApplicationFailure)) return undefined;
  if (error.cause.nonRetryable !== true) return undefined;
  return { code: error.cause.type ?? 'UNKNOWN', words: error.cause.message };
}
