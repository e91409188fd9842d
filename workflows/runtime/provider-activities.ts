/** ECPay, as the workflow calls it. */
import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import { PROVIDER_TASK_QUEUE } from '../messages/names.js';
import { PRIORITY } from '../messages/priorities.js';
import type { ProviderActivities } from '../messages/activities.js';

/**
 * Every option is written down; the SDK's defaults are not those of its documentation (0021). One HTTP call ends after 40
 * seconds, and an attempt makes up to three, or one more per ticket of a ticket action. A failure of ECPay's names the delay
 * before the next attempt itself; these intervals are for a worker that was killed. A cancelled activity is waited for, so
 * that no two calls for one order are in flight.
 */
const OPTIONS = {
  taskQueue: PROVIDER_TASK_QUEUE,
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '20 seconds' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  allowEagerDispatch: true,
} as const satisfies ActivityOptions;

type Urgency = keyof typeof PRIORITY;

/**
 * The activities that call ECPay, in the order's own share of the calls (its fairness key is inherited). `summary` is what the Web UI says of the call: what is asked, and for which order.
 */
export function provider(
  urgency: Urgency,
  summary: string,
  options: ActivityOptions = {},
): ReturnType<typeof proxyActivities<ProviderActivities>> {
  const priority = { priorityKey: PRIORITY[urgency] };
  return proxyActivities<ProviderActivities>({ ...OPTIONS, ...options, priority, summary });
}
