/** Transitions by the check of an order that another workflow has started. Pure. */
import { paymentRefusal } from '../messages/payment-refusal.js';
import { emitEndEvent, requestAttention } from './events.js';
import type { InputOf } from './inputs.js';
import type { OrderState } from './order-state.js';
import { sendsIssue } from './stage.js';

/** The code of `InvalidOrderError`, as in an order that the activity `issue` finds invalid. */
const INVALID_ORDER = 'INVALID_ORDER';

/** Sets the amount due of an order that was started without one. A payment that was made may then be too low. */
export function priceOrder(state: OrderState, { total }: InputOf<'placementPriced'>, now: number): OrderState {
  const { terms, paid } = state;
  if (terms.due === 'nothing' || terms.amount !== undefined) return state;
  const priced: OrderState = { ...state, terms: { ...terms, amount: total } };
  const refusal = paid === undefined ? undefined : paymentRefusal(total, paid);
  return refusal !== undefined && sendsIssue(state) ? requestAttention(priced, refusal, now) : priced;
}

/** Cancels an invalid order that nobody has paid. If it is paid, an operator must decide. */
export function refuseOrder(
  state: OrderState,
  { violations, words }: InputOf<'placementRefused'>,
  now: number,
): OrderState {
  if (state.stage.status === 'awaitingPayment')
    return emitEndEvent({ ...state, stage: { status: 'cancelled', violations } }, now);
  return sendsIssue(state) ? requestAttention(state, 'invalidOrder', now, { code: INVALID_ORDER, words }) : state;
}
