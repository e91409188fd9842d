/** Proxies for the activities that call ECPay. */
import { ActivityCancellationType, proxyActivities, workflowInfo, type ActivityOptions } from '@temporalio/workflow';
import type { ProviderActivities } from '../messages/activities.js';
import { PROVIDER_TASK_QUEUE } from '../messages/names.js';
import { PRIORITY } from '../messages/priorities.js';

/**
 * Every option is explicit, because the SDK's defaults differ from its documentation (decision 0021).
 *
 * - Start to close: one HTTP call ends after 40 seconds. An attempt makes up to three calls; a ticket action makes one
 *   more per ticket and sets its own timeout.
 * - Retry: a failure of ECPay carries its own delay (`nextRetryDelay`). These intervals apply when a worker was killed.
 * - Cancellation: the workflow waits until a cancelled activity has ended, so that no two calls for one order are in
 *   flight.
 */
const OPTIONS = {
  taskQueue: PROVIDER_TASK_QUEUE,
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '20 seconds' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  allowEagerDispatch: true,
} as const satisfies ActivityOptions;

/**
 * The activities that call ECPay. The order's fairness key is its merchant, so one merchant's calls do not delay
 * another's. Polls have a key of their own: the server then takes a merchant's Issues and its polls in turn, and
 * neither waits for all of the other.
 *
 * @param priority who waits for the result
 * @param summary what the Web UI shows for the activity: what it does, and for which order. No personal data
 * @param options override the defaults above
 */
export function providerActivities(
  priority: keyof typeof PRIORITY,
  summary: string,
  options: ActivityOptions = {},
): ReturnType<typeof proxyActivities<ProviderActivities>> {
  return proxyActivities<ProviderActivities>({
    ...OPTIONS,
    ...options,
    priority: { priorityKey: PRIORITY[priority], ...(priority === 'poll' && pollFairness()) },
    summary,
  });
}

/**
 * Four Issues for each poll: a merchant's burst of thousands of orders is then sent to ECPay before `issueLimit`, and
 * its polls still come in between.
 */
const POLL_WEIGHT = 0.25;

function pollFairness(): ActivityOptions['priority'] {
  const merchant = workflowInfo().priority?.fairnessKey;
  return merchant === undefined ? {} : { fairnessKey: `${merchant}/poll`, fairnessWeight: POLL_WEIGHT };
}
