/** Formats a time (ISO 8601) as the clock in a store shows it, and names the zone: a reader may be elsewhere. */
export function formatTime(at: string): string {
  const options = { timeZone: 'Asia/Taipei', dateStyle: 'medium', timeStyle: 'short' } as const;
  return `${new Date(at).toLocaleString('en-GB', options)} Taipei time`;
}

/** Formats ECPay's day `yyyymmdd` as `yyyy-mm-dd`. */
export function formatDay(day: string): string {
  return day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}
