/** Issue: money has been taken, so the order is sent until ECPay accepts or refuses it. */
import { ApplicationFailure } from '@temporalio/workflow';
import { checkPayment } from './check-payment.js';
import { finalFailureOf, lastFailureOf } from '../runtime/activity-failures.js';
import { callWhileWaiting } from './call-while-waiting.js';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { sendsIssue } from '../state/stage.js';
import { provider } from '../runtime/provider-activities.js';
import type { IssueOutcome } from '../messages/activities.js';

/** Milliseconds. Most orders are answered within that; one that is not is shown as issuing. */
const AT_FIRST = 2 * 60_000;

/**
 * Has ECPay accept the order, or learns why it does not. After `issueLimit` without an answer the order needs attention, and
 * is sent on: when ECPay recovers, it continues by itself.
 */
export async function issueOrder(run: OrderRun): Promise<void> {
  await checkPayment(run);
  if (run.state.stage.status !== 'issuing') return;
  const beganAt = Date.now();
  let unanswered = await sendOrder(run, Math.min(AT_FIRST, run.timing.issueLimit));
  if (unanswered === undefined) return;
  run.publish();
  const left = beganAt + run.timing.issueLimit - Date.now();
  if (left > 0) unanswered = await sendOrder(run, left);
  if (unanswered !== undefined) run.apply({ type: 'issueDelayed', ...unanswered });
}

/** The same where the order needs attention already, for as long as it takes. */
export async function issueOnceMore(run: OrderRun): Promise<void> {
  run.publish();
  await sendOrder(run);
}

/** Within `limit` ms, if any. Answers why ECPay has not answered, if that is what happened. */
async function sendOrder(run: OrderRun, limit?: number): Promise<ReturnType<typeof lastFailureOf> | undefined> {
  const { order, sent, stage } = run.state;
  if (order === undefined)
    throw ApplicationFailure.nonRetryable('Only an order that was placed is issued.', 'NOT_PLACED');
  const sentBefore = sent === 'nothing' && run.wasReset ? 'unanswered' : sent;
  const request = { order, sentBefore, isReported: stage.status === 'needsAttention' };
  const within = limit !== undefined && { scheduleToCloseTimeout: limit };
  run.apply({ type: 'issueAttempted' });
  const asked = await callWhileWaiting(
    run,
    () =>
      provider('issue', `Have ECPay issue ${tradeNoOf(run.ref)}`, { heartbeatTimeout: '10 seconds', ...within }).issue(
        request,
      ),
    () => !sendsIssue(run.state) || run.state.order !== order,
  );
  if ('value' in asked) hear(run, asked.value);
  if ('value' in asked || asked.interrupted) return undefined;
  const final = finalFailureOf(asked.error);
  if (final === undefined) return lastFailureOf(asked.error);
  run.apply({ type: 'activityFailed', ...final });
  return undefined;
}

function hear(run: OrderRun, answer: IssueOutcome): void {
  switch (answer.outcome) {
    case 'accepted':
      return run.apply({ ...answer, type: 'issueAccepted' });
    case 'refused':
      return run.apply({ ...answer, type: 'issueRefused' });
    case 'invalid':
      return run.apply({ ...answer, type: 'orderInvalid' });
  }
}
