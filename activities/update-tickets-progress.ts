/** What an attempt of `updateTickets` leaves in its heartbeat details for the next attempt. */
import type { TicketUpdateResult } from '../workflows/messages/activities.js';

export interface UpdateTicketsProgress {
  /** The results of the first tickets of the request. */
  readonly results: readonly TicketUpdateResult[];
  /** The TicketNo for which a request was sent whose answer is unknown. */
  readonly unconfirmed?: string;
  /**
   * Set if this attempt and all before it ended by themselves. Missing if the worker of one was killed. Version 0.1.0 at
   * first wrote `isComplete`, which said nothing about the attempts before: it does not count.
   */
  readonly haveAllEnded?: true;
}

/** @returns undefined if there are no readable details of an earlier attempt */
export function readProgress(details: unknown): UpdateTicketsProgress | undefined {
  const { results, unconfirmed, haveAllEnded } = (details ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(results)) return undefined;
  return {
    results: results as TicketUpdateResult[],
    ...(typeof unconfirmed === 'string' && { unconfirmed }),
    ...(haveAllEnded === true && { haveAllEnded }),
  };
}
