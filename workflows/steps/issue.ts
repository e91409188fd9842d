/** Status `issuing`: the customer has paid, so the order is sent until ECPay accepts or refuses it. */
import { ApplicationFailure } from '@temporalio/workflow';
import type { IssueOutcome, IssueRequest } from '../messages/activities.js';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { finalFailureOf, lastFailureOf } from '../runtime/activity-failures.js';
import { providerActivities } from '../runtime/provider-activities.js';
import { sendsIssue } from '../state/stage.js';
import { requiresCheck } from '../state/unchecked-payment.js';
import { callWhileWaiting } from './call-while-waiting.js';
import { checkPayment, paymentCheckWithIssue } from './check-payment.js';

/**
 * ECPay answers most orders within this time, the wait for the merchant's rate included. An order whose search
 * attributes show another status shows `issuing` only if it takes longer.
 */
const UNPUBLISHED_MS = 10 * 60_000;

/**
 * Sends the order to ECPay. If ECPay gives no answer within `issueLimit`, the order needs attention and is sent
 * further: it continues without an operator when ECPay recovers.
 */
export async function issueOrder(run: OrderRun): Promise<void> {
  const paymentCheck = paymentCheckWithIssue(run);
  if (paymentCheck === undefined && !(await checkPayment(run))) return;
  const startedAt = Date.now();
  const { issueLimit } = run.timing;
  // A timeout costs the order its place in the queue. An order that was placed as paid shows `issuing` from the start.
  const firstLimit = run.isStatusPublished ? issueLimit : Math.min(UNPUBLISHED_MS, issueLimit);
  let failure = await sendOrder(run, firstLimit, paymentCheck);
  if (failure === undefined) return;
  run.publish();
  const remainingMs = startedAt + issueLimit - Date.now();
  // The activity may have run out of time before it could report the payment.
  if (!(await checkPayment(run))) return;
  if (remainingMs > 0) failure = await sendOrder(run, remainingMs);
  if (failure !== undefined) run.apply({ type: 'issueDelayed', ...failure });
}

/** Sends an order that needs attention, without a time limit. */
export async function retryIssue(run: OrderRun): Promise<void> {
  run.publish();
  await sendOrder(run);
}

/**
 * @param timeoutMs gives up after this time
 * @param paymentCheck the activity checks the payment before it sends the order
 * @returns the last failure if ECPay gave no answer in time
 */
async function sendOrder(
  run: OrderRun,
  timeoutMs?: number,
  paymentCheck?: IssueRequest['paymentCheck'],
): Promise<ReturnType<typeof lastFailureOf> | undefined> {
  const { order, stage } = run.state;
  if (order === undefined)
    throw ApplicationFailure.nonRetryable('Only an order that was placed can be issued.', 'NOT_PLACED');
  const request = {
    order,
    priorSubmission: run.priorSubmission,
    isAttentionRaised: stage.status === 'needsAttention',
    ...(paymentCheck !== undefined && { paymentCheck }),
  };
  const options = {
    heartbeatTimeout: '10 seconds',
    ...(timeoutMs !== undefined && { scheduleToCloseTimeout: timeoutMs }),
  } as const;
  run.apply({ type: 'issueAttempted' });
  const result = await callWhileWaiting(
    run,
    () => providerActivities('issue', `Issue ${tradeNoOf(run.ref)}`, options).issue(request),
    () => !sendsIssue(run.state) || run.state.order !== order,
  );
  if ('value' in result) await handleOutcome(run, result.value);
  if ('value' in result || result.interrupted) return undefined;
  const final = finalFailureOf(result.error);
  if (final === undefined) return lastFailureOf(result.error);
  run.apply({ type: 'activityFailed', ...final });
  return undefined;
}

async function handleOutcome(run: OrderRun, { payment, ...outcome }: IssueOutcome): Promise<void> {
  // Meanwhile the merchant may have confirmed the payment, which then needs no check.
  if (payment !== undefined && requiresCheck(run.state)) run.apply({ ...payment, type: 'paymentChecked' });
  switch (outcome.outcome) {
    case 'accepted': {
      run.apply({ ...outcome, type: 'issueAccepted' });
      return;
    }
    case 'refused': {
      run.apply({ ...outcome, type: 'issueRefused' });
      return;
    }
    case 'invalid': {
      run.apply({ ...outcome, type: 'orderInvalid' });
      return;
    }
    case 'notSent': {
      run.apply({ type: 'issueNotSent' });
      await checkPayment(run);
    }
  }
}
