/** Registers the handlers of every message that an order receives. */
import { log, setHandler } from '@temporalio/workflow';
import { callbackReceived, orderQuery, paymentConfirmed } from '../messages/workflow.js';
import type { OrderRun } from '../order-run.js';
import { isUntouched } from '../state/operator-decisions.js';
import { registerOperatorUpdates } from './operator-updates.js';
import { parseCallback, parsePayment } from './signals.js';
import { registerTicketUpdates } from './ticket-updates.js';

/** Call this before the workflow's first await: Temporal then delivers the messages that arrived earlier. */
export function registerHandlers(run: OrderRun): void {
  setHandler(paymentConfirmed, (payment) => {
    run.applySignal({ type: 'paymentConfirmed', ...parsePayment(payment) });
  });
  setHandler(callbackReceived, (callback) => {
    run.applySignal({ type: 'callbackReceived', callback: parseCallback(callback, Date.now()) });
  });
  setHandler(orderQuery, () => run.snapshot());
  registerTicketUpdates(run);
  registerOperatorUpdates(run);
}

/**
 * Handles a cancel request from Temporal's Web UI or command line. Cancels an order that has no payment and of which
 * nothing was sent to ECPay. Any other order is unchanged, because money or tickets may be at stake: operators use
 * `cancelOrder`, `abandon`, or Temporal's Terminate.
 */
export function handleCancelRequest(run: OrderRun): void {
  const before = run.state;
  const decision = { by: 'Temporal', why: 'the workflow was asked to cancel' };
  if (isUntouched(before)) run.apply({ type: 'cancelledByOperator', decision });
  if (run.state !== before) return;
  run.preventEmptyTask();
  log.warn(`The order is ${before.stage.status} and ignores the cancel request`);
}
