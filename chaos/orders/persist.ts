import { setTimeout as sleep } from 'node:timers/promises';
import { OutcomeUnknownError } from '../../client/index.js';

const RETRY_PAUSE_MS = 500;
/** No outage of the plan lasts that long. */
const TIMEOUT_MS = 600_000;

/** Errors after which a caller calls again: a part is down, or the answer was lost. */
const TRANSIENT_CODES: readonly unknown[] = [
  'TEMPORAL_UNAVAILABLE',
  'TEMPORAL_CALL_FAILED',
  'WORKER_UNAVAILABLE',
  'WORKER_VERSION_MISMATCH',
  'ORDER_STUCK',
  'OUTCOME_UNKNOWN',
  'CANNOT_CONNECT',
  'TIMED_OUT',
  'SERVER_ERROR',
  'NOT_AN_ECPAY_REPLY',
  'DATA_REJECTED',
  'THROTTLED',
];

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/**
 * Repeats a call until it succeeds or is refused, as a backend does whose calls are idempotent.
 *
 * @param onLostAnswer Called when a call that got no answer may have taken effect.
 * @throws The error of a refusal or of a call whose outcome stays unknown, or the last error after ten minutes.
 */
export async function persist<T>(call: () => Promise<T>, onLostAnswer: () => void = () => undefined): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const code = codeOf(error);
      if (code === 'OUTCOME_UNKNOWN') onLostAnswer();
      // For example after a termination by an operator: a repeated call learns no more.
      const isFinal = error instanceof OutcomeUnknownError && error.reason !== 'answerLost';
      if (isFinal || !TRANSIENT_CODES.includes(code) || performance.now() > deadline) throw error;
      await sleep(RETRY_PAUSE_MS);
    }
  }
}
