const MINUTE = 60_000;

/** How long a 403 lasts, by what integrators report. A choice where ECPay names no time of its own. */
const THROTTLED_FOR = 30 * MINUTE;

/** A Retry-After beyond this is taken for a mistake. */
const BELIEVABLE = 24 * 60 * MINUTE;

/** When a throttled merchant may call again, milliseconds since the epoch. `header` holds seconds or an HTTP date. */
export function retryAtOf(header: string | undefined, now: number): number {
  return now + (believableDelay(header, now) ?? THROTTLED_FOR);
}

/** The delay that the header asks for, in ms; undefined where there is none that makes sense. */
export function believableDelay(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const delay = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return delay > 0 && delay <= BELIEVABLE ? delay : undefined;
}
