/** The lifecycle of a ticket order: paid → sent to ECPay → issued → redeemed and refunded → ended. */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  workflowInfo,
} from '@temporalio/workflow';
import { deliverEvents } from './background/deliver-events.js';
import { watchRefunds } from './background/watch-refunds.js';
import { handleCancelRequest, registerHandlers } from './handlers/register.js';
import type { OrderSnapshot } from './messages/workflow.js';
import { OrderRun, type RunInput } from './order-run.js';
import { BackgroundTask } from './runtime/background-task.js';
import { awaitDecision } from './steps/await-decision.js';
import { awaitTickets } from './steps/await-issuance.js';
import { awaitPayment } from './steps/await-payment.js';
import { checkPlacement } from './steps/check-placement.js';
import { close } from './steps/close.js';
import { issueOrder } from './steps/issue.js';
import { watchOrder } from './steps/watch.js';

/**
 * Runs one order from its placement to its end. The workflow id is `workflowIdOf(order)`.
 *
 * - Signals: `paymentConfirmed`, `callbackReceived`.
 * - Updates: `redeem`, `cancelRedemption`, `refund`, `cancelRefund` (`messages/ticket-actions.ts`), and `resubmit`,
 *   `abandon`, `cancelOrder` (`messages/operator-decisions.ts`).
 * - Query: `order`.
 *
 * @param input the order to place or to adopt; `carried` is set by continue-as-new only
 * @returns the order in its final status
 */
export async function ticketOrder(input: RunInput): Promise<OrderSnapshot> {
  const { cancelRequested } = CancellationScope.current();
  // A cancel request from Temporal must not interrupt a call to ECPay: `handleCancelRequest` decides what it does.
  return await CancellationScope.nonCancellable(async () => {
    const run = new OrderRun(input);
    registerHandlers(run);
    run.updateCurrentDetails();
    const background = [deliverEvents, watchRefunds].map((work) => new BackgroundTask(() => work(run)));
    cancelRequested.catch(() => {
      handleCancelRequest(run);
    });
    await checkPlacement(run, input);
    return await runLifecycle(run, background, input);
  });
}

/** Runs steps until the order is over or its history is long; then returns the order or continues as new. */
async function runLifecycle(
  run: OrderRun,
  background: readonly BackgroundTask[],
  input: RunInput,
): Promise<OrderSnapshot> {
  for (;;) {
    while (!run.isOver() && !workflowInfo().continueAsNewSuggested) await runStep(run);
    run.publish();
    for (const task of background) await task.stop();
    await condition(allHandlersFinished);
    // Messages may have arrived while the background work stopped, so check again. Await nothing before the run closes.
    if (run.isOver()) return run.snapshot();
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished()) return await continueOrder(run, input);
    for (const task of background) task.start();
  }
}

/**
 * Continues as new with the order's state. Writes the memo again: the server would copy it as it is, encrypted with the
 * codec key of the first run, so that no later run could do without that key.
 */
async function continueOrder(run: OrderRun, input: RunInput): Promise<never> {
  const { memo = {} } = workflowInfo();
  return await makeContinueAsNewFunc<typeof ticketOrder>({ memo })({ ...input, carried: run.stateToCarry });
}

/** Runs the step of the order's current status. Each step returns when the status may have changed. */
async function runStep(run: OrderRun): Promise<void> {
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
