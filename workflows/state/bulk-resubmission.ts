/** Whether an order may be resubmitted by a decision about many orders. Pure. */
import { isResubmittedInBulk } from '../messages/bulk.js';
import type { Attention } from '../messages/order.js';
import { paymentRefusal } from '../messages/payment-refusal.js';
import type { OrderState } from './order-state.js';
import { amountDue } from './payment.js';

/**
 * Why the order needs a decision of its own: the reason for its attention, or one about its payment that a later reason
 * has replaced. Undefined if it may be resubmitted with others, or needs no attention.
 */
export function reasonForOwnDecision(state: OrderState): Attention['reason'] | undefined {
  const { stage, terms, paid, paymentNotFound } = state;
  if (stage.status !== 'needsAttention') return undefined;
  const { reason } = stage.attention;
  if (!isResubmittedInBulk(reason)) return reason;
  return paymentNotFound === true ? 'paymentNotFound' : paymentRefusal(amountDue(terms), paid ?? {});
}
