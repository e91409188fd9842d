/** Transitions by the check of an order that another workflow has started. Pure. */
import type { Violation } from '../../ecticket/violation.js';
import { INVALID_ORDER, listViolations } from '../messages/invalid-order.js';
import { emitEndEvent, requestAttention } from './events.js';
import type { InputOf } from './inputs.js';
import type { OrderState } from './order-state.js';

/** Cancels an invalid order that nobody has paid. If it is paid, an operator must decide, whatever else is wrong. */
export function refuseOrder(state: OrderState, { violations }: InputOf<'placementRefused'>, now: number): OrderState {
  const { stage } = state;
  if (stage.status === 'needsAttention' || (stage.status === 'issuing' && state.paid !== undefined))
    return requestAttention(state, 'invalidOrder', now, failureOf(violations));
  if (stage.status !== 'awaitingPayment' && stage.status !== 'issuing') return state;
  return emitEndEvent({ ...state, stage: { status: 'cancelled', violations } }, now);
}

/** The failure to show for an order that was cancelled as invalid and is paid afterwards. */
export function failureOf(violations: readonly Violation[]): { code: string; message: string } {
  return { code: INVALID_ORDER, message: `The order is not valid.${listViolations(violations)}` };
}
