/**
 * Dates as ECPay writes them, in Asia/Taipei: `yyyymmdd` for a date, `yyyy/MM/dd HH:mm:ss` for a time. A fixed offset
 * is enough: Taipei has been at UTC+8 without daylight saving time since 1980.
 */
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const TAIPEI_OFFSET_MS = 8 * HOUR_MS;

/** Formats the date of a time (ms since the epoch): `20260518`. */
export function formatDate(at: number): string {
  return isoInTaipei(at).slice(0, 10).replaceAll('-', '');
}

/** Formats a time (ms since the epoch) to the second: `2026/05/18 14:30:00`. */
export function formatDateTime(at: number): string {
  return isoInTaipei(at).slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** Returns the start of a date, in ms since the epoch; undefined for an invalid date. */
export function startOfDate(yyyymmdd: string): number | undefined {
  const at = Date.parse(yyyymmdd.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3T00:00:00+08:00'));
  // `Date.parse` reads 30 February as a day in March.
  return Number.isFinite(at) && formatDate(at) === yyyymmdd ? at : undefined;
}

/** Returns the date `days` days after a time. */
export function addDays(at: number, days: number): string {
  return formatDate(at + days * DAY_MS);
}

/** Returns the next time at which it is this full hour (0 to 23) in Taipei, later than `at`. */
export function nextHour(at: number, hour: number): number {
  const today = Math.floor((at + TAIPEI_OFFSET_MS) / DAY_MS) * DAY_MS - TAIPEI_OFFSET_MS + hour * HOUR_MS;
  return today > at ? today : today + DAY_MS;
}

function isoInTaipei(at: number): string {
  return new Date(at + TAIPEI_OFFSET_MS).toISOString();
}
