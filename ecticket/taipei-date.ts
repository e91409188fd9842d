/** Dates as ECPay writes them: yyyymmdd in Asia/Taipei, which sort as text in chronological order. */

/** Milliseconds. Taiwan has had no daylight-saving time since 1980: Asia/Taipei is UTC+8 all year. */
const TAIPEI_OFFSET_MS = 8 * 60 * 60 * 1000;

/** Returns the day in Taipei, yyyymmdd, at a time in milliseconds since the epoch. */
export function taipeiDate(at: number): string {
  return new Date(at + TAIPEI_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Whether a text is a calendar day, yyyymmdd: 20240229 is one, 20230229 is not. */
export function isCalendarDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

/** Formats a time (milliseconds since the epoch) as ECPay reads it: `yyyy/MM/dd HH:mm:ss` in Asia/Taipei. */
export function taipeiText(at: number): string {
  return new Date(at + TAIPEI_OFFSET_MS).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** Converts ECPay's `yyyy/MM/dd HH:mm:ss` in Asia/Taipei to ISO 8601. Returns undefined for any other text. */
export function taipeiMoment(text: string): string | undefined {
  const [, year, month, day, time] = /^(\d{4})\/(\d{2})\/(\d{2}) ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)$/.exec(text) ?? [];
  if (!isCalendarDate(`${year}${month}${day}`)) return undefined;
  return `${year}-${month}-${day}T${time}+08:00`;
}
