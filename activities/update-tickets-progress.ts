/** What an attempt to change tickets leaves to the next one in its heartbeat details. */
import type { TicketUpdateResult } from '../workflows/messages/activities.js';

export interface UpdateTicketsProgress {
  /** What has been answered, of the first so many tickets of the request. */
  readonly moves: readonly TicketUpdateResult[];
  /** The ticket for which something was sent whose answer is not known. */
  readonly inDoubt?: string;
  /** The attempt ended by itself: all that it sent is in here. Missing where its worker was killed. */
  readonly isWhole?: true;
}

/** Undefined where an earlier attempt has left nothing behind, or nothing that can be read. */
export function readProgress(details: unknown): UpdateTicketsProgress | undefined {
  const { moves, inDoubt, isWhole } = (details ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(moves)) return undefined;
  return {
    moves: moves as TicketUpdateResult[],
    ...(typeof inDoubt === 'string' && { inDoubt }),
    ...(isWhole === true && { isWhole }),
  };
}
