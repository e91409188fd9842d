/** Replaces an order whose number ECPay has used up by an order with a new number. Each order names the other. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { startChild } from '@temporalio/workflow';
import { TICKET_ORDER } from '../messages/names.js';
import type { PaymentTerms } from '../messages/order.js';
import { startOptions } from '../messages/start-options.js';
import type { TicketOrderWorkflow } from '../messages/workflow.js';
import type { OrderRun } from '../order-run.js';
import type { InputOf } from '../state/inputs.js';
import type { OrderState } from '../state/order-state.js';
import { coveredAmount } from '../state/resubmission-price.js';
import { requiresCheck } from '../state/unchecked-payment.js';
import { refusal } from './decision-refusal.js';

/** The new order has the amount for which it is issued, so that it accepts the payment. */
function termsFor(state: OrderState, { amount = coveredAmount(state) }: InputOf<'replaced'>): PaymentTerms {
  if (state.terms.due === 'nothing') return state.terms;
  const isKnown = amount !== undefined;
  const isChecked = state.paymentNotFound !== true && !requiresCheck(state);
  return {
    due: 'beforeIssue',
    ...(isKnown && { amount }),
    paid: state.paid ?? {},
    // A payment that ECPay has not confirmed is not found under the new number: an operator then decides about it.
    ...(isChecked ? { paidChecked: true } : { doubleCheck: true }),
  };
}

/**
 * Starts the new order, paid with this order's payment, and abandons this order.
 *
 * @throws ApplicationFailure of type NUMBER_TAKEN if an order with the new number exists; this order is then unchanged
 */
export async function replaceOrder(run: OrderRun, replacement: InputOf<'replaced'>, request: string): Promise<void> {
  const { ref, timing, state } = run;
  const payment = termsFor(state, replacement);
  const options = startOptions({ order: replacement.order, payment, replaces: ref, timing });
  try {
    await startChild<TicketOrderWorkflow>(TICKET_ORDER, {
      ...options,
      parentClosePolicy: 'ABANDON',
      cancellationType: 'ABANDON',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw refusal('NUMBER_TAKEN', `An order with this number already exists: ${options.workflowId}.`, request);
  }
  run.apply(replacement);
}
