/** What an attempt of `updateTickets` leaves in its heartbeat details for the next attempt. */
import type { TicketUpdateResult } from '../workflows/messages/activities.js';

export interface UpdateTicketsProgress {
  /** The results of the first tickets of the request. */
  readonly results: readonly TicketUpdateResult[];
  /** The TicketNo for which a request was sent whose answer is unknown. */
  readonly unconfirmed?: string;
  /** Set if this attempt and all before it ended by themselves. Missing if the worker of one was killed. */
  readonly isComplete?: true;
}

/** @returns undefined if there are no readable details of an earlier attempt */
export function readProgress(details: unknown): UpdateTicketsProgress | undefined {
  const { results, unconfirmed, isComplete } = (details ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(results)) return undefined;
  return {
    results: results as TicketUpdateResult[],
    ...(typeof unconfirmed === 'string' && { unconfirmed }),
    ...(isComplete === true && { isComplete }),
  };
}
