/** Issue: money has been taken, so nothing here ends in a shrug. */
import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { IssueAnswer, IssueRequest } from '../activities/index.js';
import { checkPayment } from './check-payment.js';
import { finalFailureOf } from './final-failure.js';
import type { OrderRun } from './order-run.js';
import { tradeNoOf } from './names.js';
import { provider } from './provider.js';

/** Most orders are answered within that. One that is not is shown as issuing, and goes on for as long as it takes. */
const AT_FIRST = '2 minutes';

/** Has ECPay accept the order, or learns why it does not. */
export async function issueOrder(run: OrderRun): Promise<void> {
  try {
    await checkPayment(run);
    if (run.state.stage.status !== 'issuing') return;
    const answer = await sendOrder(run);
    run.apply(
      answer.outcome === 'accepted' ? { ...answer, type: 'issueAccepted' } : { ...answer, type: 'issueRefused' },
    );
  } catch (error) {
    const final = finalFailureOf(error);
    if (final === undefined) throw error;
    run.apply({ type: 'failedForGood', ...final });
  }
}

async function sendOrder(run: OrderRun): Promise<IssueAnswer> {
  const { order } = run.state;
  if (order === undefined)
    throw ApplicationFailure.nonRetryable('Only an order that was placed is issued.', 'NOT_PLACED');
  const summary = `Have ECPay issue ${tradeNoOf(run.ref)}`;
  // An order that a person has sent again may have been taken the first time, whatever was heard of it.
  const request: IssueRequest = { order, sentBefore: run.state.decisions.length > 0 ? 'resubmitted' : 'nothing' };
  try {
    return await provider(summary, { scheduleToCloseTimeout: AT_FIRST }).issue(request);
  } catch (error) {
    const goesOn = error instanceof ActivityFailure && !isCancellation(error) && finalFailureOf(error) === undefined;
    if (!goesOn) throw error;
    run.publish();
    return await provider(`${summary}, once more`).issue({ ...request, sentBefore: 'unanswered' });
  }
}
