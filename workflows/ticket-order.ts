/** The lifecycle of a ticket order: paid → issued → tickets known → redeemed and refunded → ended. */
import { allHandlersFinished, CancellationScope, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { deliverEvents } from './background/deliver-events.js';
import { watchRefunds } from './background/watch-refunds.js';
import { handleCancelRequest } from './handlers/cancellation.js';
import { registerHandlers } from './handlers/register.js';
import type { OrderSnapshot } from './messages/workflow.js';
import { OrderRun, type RunInput } from './order-run.js';
import { BackgroundTask } from './runtime/background-task.js';
import { awaitDecision } from './steps/await-decision.js';
import { awaitTickets } from './steps/await-issuance.js';
import { awaitPayment } from './steps/await-payment.js';
import { close } from './steps/close.js';
import { issueOrder } from './steps/issue.js';
import { watchOrder } from './steps/watch.js';

/**
 * Runs one order from its placing to its end. The workflow id is `workflowIdOf(order)`. Signals: `paymentConfirmed`,
 * `callbackReceived`. Updates: see `messages/ticket-actions.ts` and `messages/operator-decisions.ts`. Query: `order`.
 *
 * @returns the order as it ended
 */
export async function ticketOrder(input: RunInput): Promise<OrderSnapshot> {
  const { cancelRequested } = CancellationScope.current();
  return await CancellationScope.nonCancellable(async () => {
    const run = new OrderRun(input);
    registerHandlers(run);
    run.updateCurrentDetails();
    const background = [deliverEvents, watchRefunds].map((work) => new BackgroundTask(() => work(run)));
    cancelRequested.catch(() => {
      handleCancelRequest(run);
    });
    return await live(run, background, input);
  });
}

async function live(run: OrderRun, background: readonly BackgroundTask[], input: RunInput): Promise<OrderSnapshot> {
  for (;;) {
    while (!run.isOver() && !workflowInfo().continueAsNewSuggested) await step(run);
    run.publish();
    for (const task of background) await task.stop();
    await condition(allHandlersFinished);
    // Messages may have arrived while the background work stopped, so decide again. Await nothing before the run closes.
    if (run.isOver()) return run.snapshot();
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished())
      return await continueAsNew<typeof ticketOrder>({ ...input, carried: run.state });
    for (const task of background) task.start();
  }
}

async function step(run: OrderRun): Promise<void> {
  switch (run.state.stage.status) {
    case 'awaitingPayment': {
      await awaitPayment(run);
      return;
    }
    case 'issuing': {
      await issueOrder(run);
      return;
    }
    case 'awaitingIssuance': {
      await awaitTickets(run);
      return;
    }
    case 'active': {
      await watchOrder(run);
      return;
    }
    case 'needsAttention': {
      await awaitDecision(run);
      return;
    }
    case 'settled':
    case 'released':
    case 'cancelled':
    case 'abandoned': {
      await close(run);
      return;
    }
  }
}
