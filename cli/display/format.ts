/** Values as the command line prints them. */
import type { OrderSnapshot } from '../../client/index.js';
import { EN, type Texts } from '../texts/index.js';

const TAIPEI_TIME = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Taipei',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Formats a time (a Date, ISO 8601, or ms since the epoch) as `2026-11-22 15:30:12`, for columns headed "(Taipei)". */
export function formatTaipeiTime(time: Date | string | number): string {
  return TAIPEI_TIME.format(new Date(time));
}

/** Formats a time (a Date, ISO 8601, or ms since the epoch) with its zone: `2026-11-22 15:30:12 +08:00`. */
export function formatZonedTime(time: Date | string | number): string {
  return `${formatTaipeiTime(time)} +08:00`;
}

/** Formats an amount in NT$: `NT$1,360`. */
export function formatMoney(amount: number): string {
  return `NT$${amount.toLocaleString('en-US')}`;
}

/** Formats ticket counts by state: `2 redeemed, 1 refunded`. Empty if there are no tickets. */
export function formatCounts(
  counts: OrderSnapshot['counts'],
  { ticketState, ticketCount, comma }: Pick<Texts, 'ticketState' | 'ticketCount' | 'comma'> = EN,
): string {
  const states = Object.keys(counts) as (keyof typeof counts)[];
  return states
    .filter((state) => counts[state] > 0)
    .map((state) => ticketCount(counts[state], ticketState[state]))
    .join(comma);
}

const MAX_LISTED = 20;

/** Shortens a long list of lines for people, and says how many are left out. */
export function shortList(lines: readonly string[], texts: Pick<Texts, 'more'> = EN): string {
  const more = lines.length - MAX_LISTED;
  return [...lines.slice(0, MAX_LISTED), ...(more > 0 ? [texts.more(more)] : [])].join('\n');
}
