const FORMAT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Taipei',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** A moment (a Date, ISO 8601, or ms since the epoch) as `2026-11-22 15:30:12` in Asia/Taipei. */
export function inTaipei(moment: Date | string | number): string {
  return FORMAT.format(new Date(moment));
}
