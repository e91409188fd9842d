/** Formats a time (ISO 8601) as the clock in a store shows it. */
export function formatTime(at: string): string {
  return new Date(at).toLocaleString('en-GB', { timeZone: 'Asia/Taipei', dateStyle: 'medium', timeStyle: 'short' });
}

/** Formats ECPay's day `yyyymmdd` as `yyyy-mm-dd`. */
export function formatDay(day: string): string {
  return day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}
