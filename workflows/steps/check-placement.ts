/**
 * The first step of an order that another workflow has started. `ECTicketClient.placeOrder` checks an order before it
 * starts; a workflow can query neither ECPay's catalogue nor Temporal, so the started order does so itself.
 */
import { workflowInfo } from '@temporalio/workflow';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun, RunInput } from '../order-run.js';
import { providerActivities } from '../runtime/provider-activities.js';
import { hasEnded } from '../state/stage.js';
import { callWhileWaiting } from './call-while-waiting.js';

/** If the check takes longer, the order continues without it: `placeOrder` does so if the catalogue does not answer. */
const TIMEOUTS = {
  scheduleToCloseTimeout: '2 minutes',
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: 0,
} as const;

/** Checks the order, if a workflow has started it. An invalid one is cancelled, or needs attention if it is paid. */
export async function checkPlacement(run: OrderRun, input: RunInput): Promise<void> {
  if (!('order' in input) || input.carried !== undefined || workflowInfo().parent === undefined) return;
  const { order, replaces, checkCatalogue = true } = input;
  const { terms } = run.state;
  const request = {
    order,
    amount: terms.due === 'nothing' ? 0 : terms.amount,
    needsPaymentKeys: terms.due === 'beforeIssue' && terms.doubleCheck === true,
    // A replacement is issued for what was paid: `resubmit` has compared its price.
    checkCatalogue: checkCatalogue && replaces === undefined,
    mayBeIssued: run.wasReset,
  };
  const summary = `Check the new order ${tradeNoOf(run.ref)}`;
  const result = await callWhileWaiting(
    run,
    () => providerActivities('issue', summary, TIMEOUTS).checkPlacement(request),
    () => hasEnded(run.state),
  );
  if (!('value' in result)) return;
  if (result.value.outcome === 'invalid') run.apply({ ...result.value, type: 'placementRefused' });
}
