import { setTimeout as sleep } from 'node:timers/promises';
import { TemporalUnavailableError } from '../errors/temporal-unavailable-error.js';

/** Two answers of Temporal's do not belong together: the order started, ended or was adopted between them. */
export const CHANGED = Symbol('the order changed between two answers of Temporal');

/** Milliseconds before each further attempt. Every attempt is lost only if the order changes within each of them. */
const PAUSES = [0, 5, 20, 80, 320] as const;

/**
 * Repeats what takes several calls to Temporal until their answers belong together. An attempt must be safe to repeat:
 * where it answers {@link CHANGED}, nothing was done.
 *
 * @throws TemporalUnavailableError where the order changes in every attempt.
 */
export async function retryOnChange<T>(attempt: () => Promise<T | typeof CHANGED>): Promise<T> {
  for (const pause of PAUSES) {
    if (pause > 0) await sleep(pause);
    const found = await attempt();
    if (found !== CHANGED) return found;
  }
  throw new TemporalUnavailableError(`the order changed during each of ${PAUSES.length} attempts`);
}
