/** Workflow interceptors, loaded into a workflow bundle by path: a change behind `patched`, as a next version has it. */
import { patched, proxyActivities, type WorkflowInterceptors } from '@temporalio/workflow';
import type { ProviderActivities } from '../../workflows/messages/activities.js';
import { PROVIDER_TASK_QUEUE } from '../../workflows/messages/names.js';

const { fetchOrder } = proxyActivities<ProviderActivities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 1 },
  taskQueue: PROVIDER_TASK_QUEUE,
});
const CHANGED: readonly (keyof ProviderActivities)[] = ['issue', 'updateTickets'];

/** Reads ECPay's record before every Issue and before every ticket action, in orders that are new to this version. */
export function interceptors(): WorkflowInterceptors {
  return {
    outbound: [
      {
        scheduleActivity: async (input, next) => {
          const isChanged = CHANGED.some((name) => name === input.activityType);
          if (isChanged && patched(`read-record-before-${input.activityType}`)) {
            const [{ ref, order = ref }] = input.args as [Parameters<typeof fetchOrder>[0] & { order?: never }];
            // ECPay has no record before Issue.
            await fetchOrder({ ref: order, isAttentionRaised: false }).catch(() => undefined);
          }
          return await next(input);
        },
      },
    ],
  };
}
