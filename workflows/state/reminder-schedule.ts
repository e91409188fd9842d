/** When the merchant is reminded that an order waits for a person. */
import type { OrderState } from './order-state.js';
import type { OrderTiming } from '../messages/timing.js';

/** Settings of nothing at all must not become a loop without a pause. In ms. */
const SHORTEST = 1000;

/** In ms since the epoch: each interval is twice the one before, up to the longest. Undefined where nobody is needed. */
export function nextReminderAt({ stage }: OrderState, timing: OrderTiming): number | undefined {
  if (stage.status !== 'needsAttention') return undefined;
  const { since, reminders } = stage.attention;
  const intervals = Array.from({ length: reminders + 1 }, (_each, index) => intervalOf(index, timing));
  return intervals.reduce((at, interval) => at + interval, Date.parse(since));
}

function intervalOf(index: number, { firstReminder, longestReminder }: OrderTiming): number {
  return Math.max(Math.min(firstReminder * 2 ** index, longestReminder), SHORTEST);
}
