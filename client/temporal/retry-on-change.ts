import { setTimeout as sleep } from 'node:timers/promises';
import { TemporalUnavailableError } from '../errors/temporal-unavailable-error.js';

/** Two answers of Temporal do not belong together: the order started, ended or was adopted between them. */
export const CHANGED = Symbol('the order changed between two answers of Temporal');

/** Milliseconds before each attempt. The call fails only if the order changes during every attempt. */
const PAUSES_MS = [0, 5, 20, 80, 320] as const;

/**
 * Repeats an operation that needs several calls to Temporal until their answers belong together.
 *
 * @param attempt The operation. When it returns {@link CHANGED} it must have done nothing, so that it can be repeated.
 * @throws TemporalUnavailableError if the order changes during every attempt.
 */
export async function retryOnChange<T>(attempt: () => Promise<T | typeof CHANGED>): Promise<T> {
  for (const pause of PAUSES_MS) {
    if (pause > 0) await sleep(pause);
    const result = await attempt();
    if (result !== CHANGED) return result;
  }
  throw new TemporalUnavailableError(`the order changed during each of ${PAUSES_MS.length} attempts`);
}
