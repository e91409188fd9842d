/** Workflow interceptors, loaded into a workflow bundle by path: a change that breaks running workflows. */
import { proxyActivities, type WorkflowInterceptors } from '@temporalio/workflow';
import type { NexusActivities } from '../../nexus/activities.js';
import type { ProviderActivities } from '../../workflows/messages/activities.js';
import type { BulkActivities } from '../../workflows/messages/bulk.js';
import { PROVIDER_TASK_QUEUE } from '../../workflows/messages/names.js';

const { fetchOrder } = proxyActivities<ProviderActivities>({
  startToCloseTimeout: '1 minute',
  taskQueue: PROVIDER_TASK_QUEUE,
});
const ref = { merchantId: '3085676', merchantTradeNo: 'CX202611220001' } as const;

/** An activity of every workflow type. */
export const CHANGED_ACTIVITIES = [
  'issue',
  'adoptOrders',
  'resubmitOrders',
  'readIssuedOrder',
] as const satisfies readonly (keyof ProviderActivities | keyof BulkActivities | keyof NexusActivities)[];

/** Runs one more activity before each of {@link CHANGED_ACTIVITIES}. */
export function interceptors(): WorkflowInterceptors {
  return {
    outbound: [
      {
        scheduleActivity: async (input, next) => {
          if (CHANGED_ACTIVITIES.some((name) => name === input.activityType)) {
            await fetchOrder({ ref, isAttentionRaised: false });
          }
          return await next(input);
        },
      },
    ],
  };
}
