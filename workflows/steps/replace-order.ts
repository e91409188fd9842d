/** A number that ECPay has used up: the order goes on as another one, and each names the other. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { startChild } from '@temporalio/workflow';
import { refusal } from '../handlers/decision-refusal.js';
import type { PaymentTerms } from '../messages/order.js';
import type { TicketOrderWorkflow } from '../messages/workflow.js';
import { TICKET_ORDER } from '../messages/names.js';
import type { InputOf } from '../state/inputs.js';
import type { OrderRun } from '../order-run.js';
import { startOptions } from '../messages/start-options.js';

/**
 * Places the order under its new number, paid with the money of this one, which ends.
 *
 * @throws ApplicationFailure of type NUMBER_TAKEN, and nothing has changed
 */
export async function replaceOrder(run: OrderRun, replacement: InputOf<'replaced'>, request: string): Promise<void> {
  const { ref, timing, state } = run;
  const payment: PaymentTerms =
    state.terms.due === 'nothing' ? state.terms : { due: 'beforeIssue', paid: state.paid ?? {} };
  const options = startOptions({ order: replacement.order, payment, replaces: ref, timing });
  try {
    await startChild<TicketOrderWorkflow>(TICKET_ORDER, {
      ...options,
      parentClosePolicy: 'ABANDON',
      cancellationType: 'ABANDON',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw refusal('NUMBER_TAKEN', `There is an order under that number already: ${options.workflowId}.`, request);
  }
  run.apply(replacement);
}
