/** Status `awaitingPayment`: pickup vouchers are issued only after payment. */
import type { OrderRun } from '../order-run.js';

/** Waits for the payment. At the deadline, an unpaid order is cancelled. */
export async function awaitPayment(run: OrderRun): Promise<void> {
  run.publish();
  const deadline = run.state.terms.due === 'beforeIssue' ? run.state.terms.deadline : undefined;
  if (deadline === undefined) run.preventEmptyTask();
  const alarm = { what: 'Cancel the order, still unpaid', at: deadline };
  const moved = await run.until(() => run.state.stage.status !== 'awaitingPayment', alarm);
  if (!moved) run.apply({ type: 'paymentDeadlinePassed' });
}
