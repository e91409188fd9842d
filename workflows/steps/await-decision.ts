/** Status `needsAttention`: automatic work continues where it can, and an operator may decide. */
import type { OrderRun } from '../order-run.js';
import { awaitsTickets, hasPendingPoll, sendsIssue } from '../state/stage.js';
import { needsPaymentCheck } from '../state/unchecked-payment.js';
import { awaitTickets, pollOnce } from './await-issuance.js';
import { recheckPayment } from './check-payment.js';
import { retryIssue } from './issue.js';
import { watchOrder } from './watch.js';

/** Continues the work that the order's state allows. Without any, waits for an operator and reminds the merchant. */
export async function awaitDecision(run: OrderRun): Promise<void> {
  if ('record' in run.state.stage) await watchOrder(run);
  else if (awaitsTickets(run.state)) await awaitTickets(run);
  else if (hasPendingPoll(run.state)) await pollOnce(run);
  else if (needsPaymentCheck(run.state)) await recheckPayment(run);
  else if (sendsIssue(run.state)) await retryIssue(run);
  else await awaitOperator(run);
}

async function awaitOperator(run: OrderRun): Promise<void> {
  run.publish();
  await run.waitUntil(() => run.state.stage.status !== 'needsAttention' || hasPendingPoll(run.state));
}
