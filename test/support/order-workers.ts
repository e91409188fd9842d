/** The two workers of an {@link OrderWorld}. */
import { activityInfo } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type ActivityInterceptorsFactory } from '@temporalio/worker';
import { createMerchantActivities, createProviderActivities, type DeliverEvent } from '../../activities/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type TicketApi } from '../../ecticket/index.js';
import type { Sandbox } from '../../sandbox/index.js';
import { PROVIDER_TASK_QUEUE, TASK_QUEUE } from '../../workflows/messages/names.js';
import { followServerClock } from '../../testing/test-activities.js';
import { makeCheckPlacement } from '../../workers/check-placement.js';
import { runAttempt, type ProviderCall } from './cancelled-attempts.js';
import { workflowBundle } from './workflow-bundle.js';

export interface OrderWorkersOptions {
  readonly sandbox: Sandbox;
  readonly deliver: DeliverEvent;
  /** Whether workers cache orders between workflow tasks. */
  readonly cacheOrders: boolean;
  readonly dataConverter?: DataConverter | undefined;
  /** Closed when the workers have shut down. */
  readonly api: TicketApi;
  readonly provider: Omit<Parameters<typeof createProviderActivities>[0], 'api' | 'checkPlacement'>;
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
  { sandbox, deliver, cacheOrders, dataConverter, api, provider, onProviderCall }: OrderWorkersOptions,
): Promise<() => Promise<void>> {
  const { nativeConnection: connection, namespace = 'default' } = environment;
  const converter = { ...(dataConverter && { dataConverter }) };
  const client = dataConverter
    ? new Client({ connection: environment.connection, namespace, dataConverter })
    : environment.client;
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const checkPlacement = makeCheckPlacement({ ...provider, api, merchants, client });
  const workers = [
    await Worker.create({
      connection,
      namespace,
      ...converter,
      taskQueue: TASK_QUEUE,
      workflowBundle: await workflowBundle(),
      activities: createMerchantActivities({ deliver }),
      ...(!cacheOrders && { maxCachedWorkflows: 0 }),
    }),
    await Worker.create({
      connection,
      namespace,
      ...converter,
      taskQueue: PROVIDER_TASK_QUEUE,
      activities: createProviderActivities({ ...provider, api, checkPlacement }),
      interceptors: {
        activity: [
          beforeCall(({ call, type }) => onProviderCall(call, 'begins', type)),
          followServerClock(sandbox),
          beforeCall(({ call, type }) => onProviderCall(call, 'acts', type)),
          () => ({
            inbound: {
              execute: (input, next) => {
                const { call, type } = currentCall();
                return runAttempt(environment, call, () => next(input)).finally(() =>
                  onProviderCall(call, 'ends', type),
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
    api.close();
  };
}

interface CurrentCall {
  readonly call: ProviderCall;
  readonly type: string;
}

function currentCall(): CurrentCall {
  const { workflowExecution: { workflowId = '' } = {}, activityId, activityType } = activityInfo();
  return { call: { workflowId, activityId }, type: activityType };
}

function beforeCall(run: (call: CurrentCall) => Promise<void>): ActivityInterceptorsFactory {
  return () => ({
    inbound: {
      execute: async (input, next) => {
        await run(currentCall());
        return await next(input);
      },
    },
  });
}
