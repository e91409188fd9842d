/** The story of a ticket order: paid → issued → tickets known → redeemed and refunded → ended. */
import { CancellationScope, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { issueOrder } from './issue-order.js';
import type { OrderSnapshot, TicketOrderInput } from './messages.js';
import { heedCancelRequest } from './cancel-requests.js';
import { nextReminderAt } from './next-reminder.js';
import { OrderRun } from './order-run.js';
import { awaitsTickets, hasEnded, needsLook } from './order-stage.js';
import { awaitTickets } from './await-tickets.js';
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
    return await tellStory(run, input);
  });
}

async function tellStory(run: OrderRun, input: TicketOrderInput): Promise<OrderSnapshot> {
  while (!run.isOver()) {
    await step(run);
    if (!run.isOver() && workflowInfo().continueAsNewSuggested) {
      await run.settleDown();
      return await continueAsNew<typeof ticketOrder>({ ...input, carried: run.state });
    }
  }
  run.publish();
  await run.settleDown();
  return run.snapshot();
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
      await (awaitsTickets(run.state) ? awaitTickets(run) : awaitPerson(run));
      break;
    case 'settled':
    case 'released':
    case 'cancelled':
    case 'abandoned':
      await seeOut(run);
      break;
  }
}

/** Vouchers with a price are issued only once they are paid; unpaid at the deadline, the order is cancelled. */
async function awaitPayment(run: OrderRun): Promise<void> {
  run.publish();
  const deadline = run.state.terms.due === 'beforeIssue' ? run.state.terms.deadline : undefined;
  if (deadline === undefined) run.record();
  const alarm = { what: 'Cancel the order, still unpaid', at: deadline };
  const moved = await run.until(() => run.state.stage.status !== 'awaitingPayment', alarm);
  if (!moved) run.apply({ type: 'paymentDeadlinePassed' });
}

/** Durably, and without letting the merchant forget. */
async function awaitPerson(run: OrderRun): Promise<void> {
  run.publish();
  const alarm = { what: 'Remind the merchant that a person is needed', at: nextReminderAt(run.state, run.timing) };
  const moved = await run.until(() => run.state.stage.status !== 'needsAttention', alarm);
  if (!moved) run.apply({ type: 'reminderDue' });
}

/** An order that has ended is over when the bank and the merchant are done with it, unless news of it comes first. */
async function seeOut(run: OrderRun): Promise<void> {
  run.publish();
  await run.until(() => run.isOver() || needsLook(run.state) || !hasEnded(run.state));
  if (!needsLook(run.state)) return;
  await lookAtBook(run);
  run.record();
}
