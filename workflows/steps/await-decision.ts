/** Status `needsAttention`: whatever can continue continues, and an operator may decide. */
import type { OrderRun } from '../order-run.js';
import { awaitsTickets, hasPendingPoll, sendsIssue } from '../state/stage.js';
import { awaitTickets, pollOnce } from './await-issuance.js';
import { checkPaymentOnceMore, needsPaymentCheck } from './check-payment.js';
import { issueOnceMore } from './issue.js';
import { watchOrder } from './watch.js';

/** Continues the work that the order's state allows; without any, waits for an operator. Reminders go out meanwhile. */
export async function awaitDecision(run: OrderRun): Promise<void> {
  if ('record' in run.state.stage) await watchOrder(run);
  else if (awaitsTickets(run.state)) await awaitTickets(run);
  else if (hasPendingPoll(run.state)) await pollOnce(run);
  else if (needsPaymentCheck(run.state)) await checkPaymentOnceMore(run);
  else if (sendsIssue(run.state)) await issueOnceMore(run);
  else await awaitOperator(run);
}

async function awaitOperator(run: OrderRun): Promise<void> {
  run.publish();
  await run.until(() => run.state.stage.status !== 'needsAttention' || hasPendingPoll(run.state));
}
