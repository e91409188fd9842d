/** Dates and times in ECPay's time zone, Asia/Taipei: UTC+8 all year. */

const UTC_OFFSET = 8 * 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;
const FIRST_YEAR = Date.UTC(1900, 0);
const AFTER_LAST_YEAR = Date.UTC(9999, 11, 31);

/**
 * Whether `time` (milliseconds since the epoch) is a date between the years 1900 and 9999. Untrusted input may be any
 * number.
 */
export function isMoment(time: number): boolean {
  return time >= FIRST_YEAR && time < AFTER_LAST_YEAR;
}

/** The end of the day `yyyymmdd` in Asia/Taipei, in milliseconds since the epoch. NaN if it is not a day. */
export function endOfDayInTaipei(yyyymmdd: string): number {
  if (!/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(yyyymmdd)) return NaN;
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6, 8)].map(Number);
  return Date.UTC(year ?? NaN, (month ?? NaN) - 1, day ?? NaN) - UTC_OFFSET + DAY;
}

/** Parses ECPay's `yyyy/MM/dd HH:mm:ss` into milliseconds since the epoch. NaN if it is not a time. */
export function momentWrittenInTaipei(written: string): number {
  return Date.parse(`${written.replaceAll('/', '-').replace(' ', 'T')}+08:00`);
}

/** The day at `now` (milliseconds since the epoch) in Asia/Taipei, as yyyymmdd. */
export function dayInTaipei(now: number): string {
  return new Date(now + UTC_OFFSET).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Formats `now` (milliseconds since the epoch) in Asia/Taipei, with the zone: `2026-11-22 18:05 +08:00`. */
export function momentInTaipei(now: number): string {
  if (!isMoment(now)) return 'an unknown time';
  return `${new Date(now + UTC_OFFSET).toISOString().slice(0, 16).replace('T', ' ')} +08:00`;
}

/** Formats the day `yyyymmdd` as `yyyy-mm-dd`. */
export function formatDay(yyyymmdd: string): string {
  return yyyymmdd.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}
