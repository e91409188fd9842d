/** Every message handler of an order. */
import { setHandler } from '@temporalio/workflow';
import { callbackReceived, orderQuery, paymentConfirmed } from '../messages/workflow.js';
import type { OrderRun } from '../order-run.js';
import { registerOperatorUpdates } from './operator-updates.js';
import { readCallback, readPayment } from './signals.js';
import { registerTicketUpdates } from './ticket-updates.js';

/** Sets all handlers before the workflow's first step, so that no message that arrived earlier is missed. */
export function registerHandlers(run: OrderRun): void {
  setHandler(paymentConfirmed, (payment) => {
    run.receive({ type: 'paymentConfirmed', ...readPayment(payment) });
  });
  setHandler(callbackReceived, (callback) => {
    run.receive({ type: 'callbackReceived', callback: readCallback(callback, Date.now()) });
  });
  setHandler(orderQuery, () => run.snapshot());
  registerTicketUpdates(run);
  registerOperatorUpdates(run);
}
