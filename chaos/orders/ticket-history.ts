/** What was done to the tickets of an order, as those who did it recorded it. */
import type { TicketAction, TicketOutcome } from '../../client/index.js';

/**
 * One request for one ticket. `done`: the caller received an answer that it took effect. `maybe`: the answer was lost,
 * so it may have taken effect or may still do so. `none`: it was refused.
 */
export interface TicketOperation {
  readonly by: string;
  readonly action: TicketAction;
  readonly ticketNo: string;
  readonly outcome: 'done' | 'maybe' | 'none';
  /** The answer as the caller received it. */
  readonly answer: string;
  /** Milliseconds since the process started. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** How the outcome of an update counts. @param isUncertain An earlier attempt of the same call got no answer. */
export function countOutcome({ result }: TicketOutcome, isUncertain: boolean): TicketOperation['outcome'] {
  if (result === 'done') return 'done';
  return result === 'unknown' || isUncertain ? 'maybe' : 'none';
}

export function describeOperation({ by, action, ticketNo, outcome, answer, ...at }: TicketOperation): string {
  const time = `${formatTime(at.startedAt)}–${formatTime(at.endedAt)}`;
  return `${time}  ${by}: ${action} ${ticketNo}: ${outcome} (${answer})`;
}

/** Formats milliseconds since the process started as a time of the day, in UTC. */
export function formatTime(ms: number): string {
  return new Date(performance.timeOrigin + ms).toISOString().slice(11, 23);
}
