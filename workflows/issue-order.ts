/** Issue: money has been taken, so nothing here ends in a shrug. */
import { ActivityFailure, ApplicationFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { IssueAnswer, IssueRequest, ProviderActivities } from '../activities/index.js';
import { finalFailureOf } from './final-failure.js';
import type { OrderRun } from './order-run.js';
import { PROVIDER_OPTIONS } from './provider-options.js';

/** Most orders are answered within seconds. One that is not is shown as issuing, and goes on for as long as it takes. */
const atFirst = proxyActivities<ProviderActivities>({ ...PROVIDER_OPTIONS, scheduleToCloseTimeout: '2 minutes' });
const patiently = proxyActivities<ProviderActivities>(PROVIDER_OPTIONS);

/** Has ECPay accept the order, or learns why it does not. */
export async function issueOrder(run: OrderRun): Promise<void> {
  try {
    const answer = await sendOrder(run);
    run.apply(answer.outcome === 'accepted' ? { type: 'issueAccepted' } : { ...answer, type: 'issueRefused' });
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
  const request: IssueRequest = { order, mayHaveBeenSent: false };
  try {
    return await atFirst.issue(request);
  } catch (error) {
    const goesOn = error instanceof ActivityFailure && !isCancellation(error) && finalFailureOf(error) === undefined;
    if (!goesOn) throw error;
    run.publish();
    return await patiently.issue({ ...request, mayHaveBeenSent: true });
  }
}
