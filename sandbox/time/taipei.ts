/**
 * Dates as ECPay writes them, in Asia/Taipei: `yyyymmdd` for a day, `yyyy/MM/dd HH:mm:ss` for a moment. Taipei has been
 * at UTC+8 without summer time since 1980, so an offset does.
 */
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const TAIPEI = 8 * HOUR;

/** The day of a moment (ms since the epoch): `20260518`. */
export function day(at: number): string {
  return iso(at).slice(0, 10).replaceAll('-', '');
}

/** A moment (ms since the epoch) to the second: `2026/05/18 14:30:00`. */
export function moment(at: number): string {
  return iso(at).slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** When a day starts, in ms since the epoch; undefined for what is no day of the calendar. */
export function startOf(yyyymmdd: string): number | undefined {
  const at = Date.parse(yyyymmdd.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3T00:00:00+08:00'));
  // 30 February is read as a day in March.
  return Number.isFinite(at) && day(at) === yyyymmdd ? at : undefined;
}

/** The day so many days after the day of a moment. */
export function dayAfter(at: number, days: number): string {
  return day(at + days * DAY);
}

/** The next time that the clock on Taipei's walls shows this full hour (0 to 23), later than `at`. */
export function nextHour(at: number, hour: number): number {
  const today = Math.floor((at + TAIPEI) / DAY) * DAY - TAIPEI + hour * HOUR;
  return today > at ? today : today + DAY;
}

function iso(at: number): string {
  return new Date(at + TAIPEI).toISOString();
}
