/** What an attempt to change tickets leaves to the next one in its heartbeat details. */

/** Why nothing was sent to ECPay for a ticket. */
export type NotSent =
  | { readonly why: 'outOfTime' }
  /** `retryAt`: milliseconds since the epoch. */
  | { readonly why: 'throttled'; readonly retryAt: number }
  | { readonly why: 'failed'; readonly code: string; readonly words: string };

/**
 * `unknown`: something was sent for the ticket, and ECPay's answer was lost. Whatever its record says of the ticket now, it
 * may be somebody else's doing.
 */
export type TicketMove = { readonly ticketNo: string } & (
  | { readonly result: 'done' | 'unknown' }
  /** By ECPay, or by its record, in which the ticket has another state: nothing of ours was done. */
  | { readonly result: 'refused'; readonly code: string; readonly words: string }
  | ({ readonly result: 'notSent' } & NotSent)
);

export interface MoveProgress {
  /** What has been answered, of the first so many tickets of the request. */
  readonly moves: readonly TicketMove[];
  /** The ticket for which something was sent whose answer is not known. */
  readonly inDoubt?: string;
  /** The attempt ended by itself: all that it sent is in here. Missing where its worker was killed. */
  readonly isWhole?: true;
}

/** Undefined where an earlier attempt has left nothing behind, or nothing that can be read. */
export function readMoveProgress(details: unknown): MoveProgress | undefined {
  const { moves, inDoubt, isWhole } = (details ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(moves)) return undefined;
  return {
    moves: moves as TicketMove[],
    ...(typeof inDoubt === 'string' && { inDoubt }),
    ...(isWhole === true && { isWhole }),
  };
}
