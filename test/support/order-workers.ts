/** The two workers of an {@link OrderWorld}. */
import { activityInfo } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createMerchantActivities, createProviderActivities, type DeliverEvent } from '../../activities/index.js';
import type { Sandbox } from '../../sandbox/index.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../../workflows/messages/names.js';
import { runAttempt, type ProviderCall } from './cancelled-attempts.js';
import { workflowBundle } from './workflow-bundle.js';

export interface OrderWorkersOptions {
  readonly sandbox: Sandbox;
  readonly deliver: DeliverEvent;
  /** Whether workers cache orders between workflow tasks. */
  readonly cacheOrders: boolean;
  readonly provider: Parameters<typeof createProviderActivities>[0];
  /** Awaited by every activity that calls ECPay: it `begins` by setting the sandbox's clock, `acts`, and `ends`. */
  readonly onProviderCall: (
    call: ProviderCall,
    phase: 'begins' | 'acts' | 'ends',
    activityType: string,
  ) => Promise<void>;
}

/**
 * Starts the worker of the workflows and the worker that calls ECPay. Before every call the sandbox's clock is set to
 * the server's time.
 *
 * @returns a function that shuts both down gracefully
 */
export async function startOrderWorkers(
  environment: TestWorkflowEnvironment,
  { sandbox, deliver, cacheOrders, provider, onProviderCall }: OrderWorkersOptions,
): Promise<() => Promise<void>> {
  const { nativeConnection: connection, namespace = 'default' } = environment;
  const workers = [
    await Worker.create({
      connection,
      namespace,
      taskQueue: TASK_QUEUE,
      workflowBundle: await workflowBundle(),
      activities: createMerchantActivities({ deliver }),
      ...(!cacheOrders && { maxCachedWorkflows: 0 }),
    }),
    await Worker.create({
      connection,
      namespace,
      taskQueue: PROVIDER_TASK_QUEUE,
      activities: createProviderActivities(provider),
      interceptors: {
        activity: [
          () => ({
            inbound: {
              execute: async (input, next) => {
                const { workflowExecution: { workflowId = '' } = {}, ...info } = activityInfo();
                const call = { workflowId, activityId: info.activityId };
                await onProviderCall(call, 'begins', info.activityType);
                await sandbox.clock.advanceTo(info.currentAttemptScheduledTimestampMs);
                await onProviderCall(call, 'acts', info.activityType);
                return await runAttempt(environment, call, () => next(input)).finally(() =>
                  onProviderCall(call, 'ends', info.activityType),
                );
              },
            },
          }),
        ],
      },
    }),
  ];
  const runs = workers.map((worker) => worker.run());
  return async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
  };
}
