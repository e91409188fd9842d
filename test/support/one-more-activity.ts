/** Workflow interceptors, loaded into a workflow bundle by path: a change that breaks running orders. */
import { proxyActivities, type WorkflowInterceptors } from '@temporalio/workflow';
import type { ProviderActivities } from '../../workflows/messages/activities.js';
import { PROVIDER_TASK_QUEUE } from '../../workflows/messages/names.js';

const { fetchOrder } = proxyActivities<ProviderActivities>({
  startToCloseTimeout: '1 minute',
  taskQueue: PROVIDER_TASK_QUEUE,
});
const issue: keyof ProviderActivities = 'issue';

/** Runs one more activity before every Issue. */
export function interceptors(): WorkflowInterceptors {
  return {
    outbound: [
      {
        scheduleActivity: async (input, next) => {
          if (input.activityType === issue) {
            const [{ order }] = input.args as Parameters<ProviderActivities['issue']>;
            await fetchOrder({ ref: order, isAttentionRaised: false });
          }
          return await next(input);
        },
      },
    ],
  };
}
