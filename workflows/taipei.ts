/** ECPay's calendar days. Taiwan keeps UTC+8 all year. */

const UTC_OFFSET = 8 * 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

/** The first moment after the day `yyyymmdd` in Asia/Taipei, in milliseconds since the epoch. */
export function endOfDayInTaipei(yyyymmdd: string): number {
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6, 8)].map(Number);
  return Date.UTC(year ?? NaN, (month ?? NaN) - 1, day ?? NaN) - UTC_OFFSET + DAY;
}

/** The day at `now` (ms since the epoch) in Asia/Taipei, as yyyymmdd. */
export function dayInTaipei(now: number): string {
  return new Date(now + UTC_OFFSET).toISOString().slice(0, 10).replaceAll('-', '');
}
