/** Status `awaitingPayment`: an order with pickup vouchers is issued only after payment. */
import type { OrderRun } from '../order-run.js';

/** Waits for the payment. Cancels an order that is unpaid at its deadline. */
export async function awaitPayment(run: OrderRun): Promise<void> {
  run.publish();
  const deadline = run.state.terms.due === 'beforeIssue' ? run.state.terms.deadline : undefined;
  if (deadline === undefined) run.preventEmptyTask();
  const isPaid = await run.waitUntil(() => run.state.stage.status !== 'awaitingPayment', {
    summary: 'Cancel the unpaid order',
    at: deadline,
  });
  if (!isPaid) run.apply({ type: 'paymentDeadlinePassed' });
}
