import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import { DEFAULT_TIMING, type OrderTiming } from '../../workflows/messages/timing.js';
import { ViolationList } from '../violation-list.js';

const TEN_YEARS = 10 * 366 * 24 * 60 * 60 * 1000;

/**
 * Delays that an order can live with: a NaN among them would stop its workflow for good.
 *
 * @throws InvalidRequestError
 */
export function checkTiming(timing: Partial<OrderTiming>): void {
  const violations = new ViolationList();
  violations.checkFields(timing, 'timing', Object.keys(DEFAULT_TIMING));
  for (const [name, delay] of Object.entries((timing as Partial<OrderTiming> | null) ?? {}) as [string, unknown][]) {
    violations.check(
      typeof delay === 'number' && delay >= 0 && delay <= TEN_YEARS,
      `timing.${name}`,
      'timingDelay',
      'A delay is a number of milliseconds, from 0 to ten years.',
      'Give such a number, or leave the delay out for its default.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError('placeOrder', violations.all);
}
