import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { TicketOrder } from '../../ecticket/order.js';
import { DEFAULT_TIMING, type OrderTiming } from '../../workflows/messages/timing.js';
import type { PlacedPayment } from '../payments/payment-terms.js';
import { ViolationList } from '../violation-list.js';

/** Request of `placeOrder`. */
export interface OrderPlacement {
  readonly order: TicketOrder;
  /** The payment terms. Default: the order waits for payment if it needs one. */
  readonly payment?: PlacedPayment;
  /** Timeouts and intervals that differ from the defaults, in milliseconds. */
  readonly timing?: Partial<OrderTiming>;
}

const TEN_YEARS_MS = 10 * 366 * 24 * 60 * 60 * 1000;

/** Checks the field names of a placement. @throws InvalidRequestError */
export function checkPlacement(placement: OrderPlacement): void {
  const violations = new ViolationList();
  violations.checkFields(placement, '', ['order', 'payment', 'timing']);
  if (violations.all.length > 0) throw new InvalidRequestError('placeOrder', violations.all);
}

/** Checks the timing of a placement. A NaN in it would stop the workflow permanently. @throws InvalidRequestError */
export function checkTiming(timing: Partial<OrderTiming>): void {
  const violations = new ViolationList();
  violations.checkFields(timing, 'timing', Object.keys(DEFAULT_TIMING));
  for (const [name, delay] of Object.entries((timing as Partial<OrderTiming> | null) ?? {}) as [string, unknown][]) {
    violations.check(
      typeof delay === 'number' && delay >= 0 && delay <= TEN_YEARS_MS,
      `timing.${name}`,
      'timingDelay',
      'A delay must be a number of milliseconds from 0 to ten years.',
      'Use such a number, or leave the delay out for its default.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError('placeOrder', violations.all);
}
