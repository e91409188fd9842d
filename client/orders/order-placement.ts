import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { TicketOrder } from '../../ecticket/order.js';
import { DEFAULT_TIMING, isDelay, type TimingOverrides } from '../../workflows/messages/timing.js';
import type { PlacedPayment } from '../payments/payment-terms.js';
import { ViolationList } from '../violation-list.js';

/** Request of `placeOrder`. */
export interface OrderPlacement {
  readonly order: TicketOrder;
  /** The payment terms. Default: the order waits for payment if it needs one. */
  readonly payment?: PlacedPayment;
  /** Timeouts and intervals that differ from the defaults: `'5 minutes'` or milliseconds. */
  readonly timing?: TimingOverrides;
}

/** Checks the field names of a placement. @throws InvalidRequestError */
export function checkPlacement(placement: OrderPlacement): void {
  const violations = new ViolationList();
  violations.checkFields(placement, '', ['order', 'payment', 'timing']);
  if (violations.all.length > 0) throw new InvalidRequestError('placeOrder', violations.all);
}

/** Checks the timing of a placement. @throws InvalidRequestError */
export function checkTiming(timing: TimingOverrides): void {
  const violations = new ViolationList();
  violations.checkFields(timing, 'timing', Object.keys(DEFAULT_TIMING));
  for (const [name, delay] of Object.entries((timing as TimingOverrides | null) ?? {}) as [string, unknown][]) {
    violations.check(
      isDelay(delay),
      `timing.${name}`,
      'timingDelay',
      'A delay must be a duration from 0 to ten years.',
      "Give milliseconds or a text such as '5 minutes', or leave the delay out for its default.",
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError('placeOrder', violations.all);
}
