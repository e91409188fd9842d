/** The lifecycle of a ticket order: paid → issued → tickets known → redeemed and refunded → ended. */
import { allHandlersFinished, CancellationScope, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { checkPaymentOnceMore, seeksPayment } from './check-payment.js';
import { issueOnceMore, issueOrder } from './issue-order.js';
import type { OrderSnapshot, TicketOrderInput } from './messages.js';
import { heedCancelRequest } from './cancel-requests.js';
import { OrderRun } from './order-run.js';
import { awaitsTickets, hasEnded, needsLook, needsPoll, sendsIssue } from './order-stage.js';
import { awaitTickets, pollOnce } from './await-tickets.js';
import { lookAtBook, watchOrder } from './watch-order.js';

/**
 * One order from its placing to its end; the workflow id is `workflowIdOf(order)`. Returns the order as it ended.
 * Signals `paymentConfirmed` and `callbackReceived`; query `order`.
 */
export async function ticketOrder(input: TicketOrderInput): Promise<OrderSnapshot> {
  const { cancelRequested } = CancellationScope.current();
  return await CancellationScope.nonCancellable(async () => {
    const run = new OrderRun(input);
    cancelRequested.catch(() => {
      heedCancelRequest(run);
    });
    return await live(run, input);
  });
}

async function live(run: OrderRun, input: TicketOrderInput): Promise<OrderSnapshot> {
  for (;;) {
    while (!run.isOver() && !workflowInfo().continueAsNewSuggested) await step(run);
    run.publish();
    await run.stopBackground();
    // What came while the background ended is decided on anew; from here on nothing is awaited before the run closes.
    if (run.isOver()) return run.snapshot();
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished())
      return await continueAsNew<typeof ticketOrder>({ ...input, carried: run.state });
    run.startBackground();
  }
}

async function step(run: OrderRun): Promise<void> {
  switch (run.state.stage.status) {
    case 'awaitingPayment':
      await awaitPayment(run);
      break;
    case 'issuing':
      await issueOrder(run);
      break;
    case 'awaitingIssuance':
      await awaitTickets(run);
      break;
    case 'active':
      await watchOrder(run);
      break;
    case 'needsAttention':
      await goOnDespite(run);
      break;
    case 'settled':
    case 'released':
    case 'cancelled':
    case 'abandoned':
      await close(run);
      break;
  }
}

/** Vouchers with a price are issued only once they are paid; unpaid at the deadline, the order is cancelled. */
async function awaitPayment(run: OrderRun): Promise<void> {
  run.publish();
  const deadline = run.state.terms.due === 'beforeIssue' ? run.state.terms.deadline : undefined;
  if (deadline === undefined) run.preventEmptyTask();
  const alarm = { what: 'Cancel the order, still unpaid', at: deadline };
  const moved = await run.until(() => run.state.stage.status !== 'awaitingPayment', alarm);
  if (!moved) run.apply({ type: 'paymentDeadlinePassed' });
}

/** An order that needs attention goes on with whatever can go on; the merchant is reminded meanwhile. */
async function goOnDespite(run: OrderRun): Promise<void> {
  if ('book' in run.state.stage) await watchOrder(run);
  else if (awaitsTickets(run.state)) await awaitTickets(run);
  else if (needsPoll(run.state)) await pollOnce(run);
  else if (seeksPayment(run.state)) await checkPaymentOnceMore(run);
  else if (sendsIssue(run.state)) await issueOnceMore(run);
  else await awaitDecision(run);
}

async function awaitDecision(run: OrderRun): Promise<void> {
  run.publish();
  await run.until(() => run.state.stage.status !== 'needsAttention' || needsPoll(run.state));
}

/** An order that has ended is over when the bank and the merchant are done with it, unless news of it comes first. */
async function close(run: OrderRun): Promise<void> {
  run.publish();
  await run.until(() => run.isOver() || needsLook(run.state) || !hasEnded(run.state));
  if (!needsLook(run.state)) return;
  await lookAtBook(run);
  run.preventEmptyTask();
}
