/** Calls that an order waits for and that Temporal repeats because they fail: ECPay or the webhook may be down. */
import type { Client } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { callTemporal } from '../client/temporal/temporal-call.js';
import { decodeFailure } from './decode-payload.js';

const { ApplicationErrorCategory } = proto.temporal.api.enums.v1;

export interface FailingCall {
  /** The name of the activity, such as `issue`. */
  readonly activity: string;
  /** The attempt that failed last. Polls whose result is pending count as attempts. */
  readonly attempt: number;
  /** The failure's code, with its message if that cannot contain personal data. */
  readonly error: string;
  /** Undefined while the next attempt runs. */
  readonly nextAttemptAt: Date | undefined;
}

/** Returns the calls of the order whose last attempt failed. */
export async function readFailingCalls(client: Client, workflowId: string): Promise<readonly FailingCall[]> {
  const { namespace } = client.options;
  const { pendingActivities } = await callTemporal(client, () =>
    client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }),
  );
  const calls = await Promise.all(pendingActivities.map((pending) => toFailingCall(client, pending)));
  return calls.filter((call) => call !== undefined);
}

async function toFailingCall(
  client: Client,
  { activityType, attempt, lastFailure, nextAttemptScheduleTime }: temporal.api.workflow.v1.IPendingActivityInfo,
): Promise<FailingCall | undefined> {
  if (!lastFailure) return undefined;
  const { type, category } = lastFailure.applicationFailureInfo ?? {};
  // A poll whose result is pending ends with a benign failure.
  if (category === ApplicationErrorCategory.APPLICATION_ERROR_CATEGORY_BENIGN) return undefined;
  const nextAttemptAt = nextAttemptScheduleTime?.seconds;
  return {
    activity: activityType?.name ?? '',
    attempt: (attempt ?? 1) - 1,
    error: await describe(client, lastFailure, type ?? ''),
    nextAttemptAt: nextAttemptAt ? new Date(Number(nextAttemptAt) * 1000) : undefined,
  };
}

/** The messages of this package's errors contain no personal data. Others may quote values. */
async function describe(client: Client, failure: temporal.api.failure.v1.IFailure, type: string): Promise<string> {
  if (!/^[A-Z][A-Z_]+$/.test(type)) return type || 'no answer';
  const { message } = await decodeFailure(client, failure).catch(() => ({ message: '' }));
  return `${type} ${message}`.trim();
}
