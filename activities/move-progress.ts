/** What an attempt to move tickets leaves to the next one in its heartbeat details. */

/**
 * `notSent`: no time was left, and ECPay was never asked. `unknown`: no time was left to find out what became of what an
 * earlier attempt may have sent.
 */
export type TicketMove = { readonly ticketNo: string } & (
  | { readonly result: 'done' | 'notSent' | 'unknown' }
  | { readonly result: 'refused'; readonly code: string; readonly words: string }
);

export interface MoveProgress {
  /** The numbers of the tickets that somebody else had moved before anything was sent. */
  readonly movedBefore: readonly string[];
  /** What has been answered, of the first so many tickets of the request. */
  readonly moves: readonly TicketMove[];
}

/** Nothing, where an earlier attempt has left nothing behind or what cannot be read: whatever it did is then unknown. */
export function readMoveProgress(details: unknown): MoveProgress | undefined {
  const { movedBefore, moves } = (details ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(movedBefore) || !Array.isArray(moves)) return undefined;
  return { movedBefore: movedBefore as string[], moves: moves as TicketMove[] };
}
