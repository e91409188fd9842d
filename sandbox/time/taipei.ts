/**
 * Dates as ECPay writes them, in Asia/Taipei: `yyyymmdd` for a day, `yyyy/MM/dd HH:mm:ss` for a moment. Taipei has been
 * at UTC+8 without summer time since 1980, so an offset does.
 */
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const TAIPEI_OFFSET_MS = 8 * HOUR_MS;

/** The day of a moment (ms since the epoch): `20260518`. */
export function formatDate(at: number): string {
  return isoInTaipei(at).slice(0, 10).replaceAll('-', '');
}

/** A moment (ms since the epoch) to the second: `2026/05/18 14:30:00`. */
export function formatDateTime(at: number): string {
  return isoInTaipei(at).slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** When a day starts, in ms since the epoch; undefined for what is no day of the calendar. */
export function startOfDate(yyyymmdd: string): number | undefined {
  const at = Date.parse(yyyymmdd.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3T00:00:00+08:00'));
  // 30 February is read as a day in March.
  return Number.isFinite(at) && formatDate(at) === yyyymmdd ? at : undefined;
}

/** The day so many days after the day of a moment. */
export function addDays(at: number, days: number): string {
  return formatDate(at + days * DAY_MS);
}

/** The next time that the clock on Taipei's walls shows this full hour (0 to 23), later than `at`. */
export function nextHour(at: number, hour: number): number {
  const today = Math.floor((at + TAIPEI_OFFSET_MS) / DAY_MS) * DAY_MS - TAIPEI_OFFSET_MS + hour * HOUR_MS;
  return today > at ? today : today + DAY_MS;
}

function isoInTaipei(at: number): string {
  return new Date(at + TAIPEI_OFFSET_MS).toISOString();
}
