/** Attempts that fail after a cancellation request, which the time-skipping server loses (docs/decisions/0033). */
import { Context, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { patientClient } from './temporal-servers.js';

/** One activity that calls ECPay. */
export interface ProviderCall {
  readonly workflowId: string;
  readonly activityId: string;
}

/**
 * Runs an attempt. After a cancellation request, a full server does not retry a failed attempt and records
 * `ActivityTaskFailed`. The time-skipping server records nothing and drops the activity. There, such an attempt ends as
 * cancelled. The server
 * would record a failure without retries too, but the workflow would treat it as ECPay's final answer.
 */
export async function runAttempt<T>(
  environment: TestWorkflowEnvironment,
  call: ProviderCall,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const isDropped = error instanceof ApplicationFailure && error.nonRetryable !== true;
    if (environment.supportsTimeSkipping && isDropped && (await isCancelRequested(environment, call))) {
      heartbeat();
      await Context.current().cancelled;
    }
    throw error;
  }
}

/** Queries the server: the worker receives the request only with a later heartbeat. */
export async function isCancelRequested(environment: TestWorkflowEnvironment, call: ProviderCall): Promise<boolean> {
  const handle = patientClient(environment).workflow.getHandle(call.workflowId);
  const description = await handle.describe().catch(() => undefined);
  const pending = description?.raw.pendingActivities?.find(({ activityId }) => activityId === call.activityId);
  return pending?.state === proto.temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED;
}
