/** What an operator does in Temporal, as docs/how-to/operators.md describes it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { type OrderStatus, workflowIdOf } from '../../client/index.js';
import type { OrderRef } from '../../index.js';
import { persist } from '../orders/persist.js';
import { NotReadyError } from '../system/not-ready-error.js';
import type { System } from '../system/system.js';

const { RESET_REAPPLY_EXCLUDE_TYPE_UPDATE } = proto.temporal.api.enums.v1.ResetReapplyExcludeType;
const { PENDING_ACTIVITY_STATE_SCHEDULED } = proto.temporal.api.enums.v1.PendingActivityState;

const RETRY_PAUSE_MS = 1000;
const MAX_ATTEMPTS = 60;
/** The run after a reset needs a worker. Several may be killed or suspended one after the other. */
const RESET_TIMEOUT_MS = 600_000;
const ENDS_OF_CORRECTION: readonly OrderStatus[] = ['active', 'settled', 'cancelled'];
const NAMESPACE = 'default';

/**
 * Resets the workflow to one of its completed workflow tasks, and lets the order read ECPay's record. Updates are not
 * applied again: ECPay's record has their effect.
 *
 * @param share which task, from 0 (the first) to 1 (the last)
 * @throws NotReadyError if there is nothing to reset, for example an order of the back office
 */
export async function resetOrder(client: Client, ref: OrderRef, share: number): Promise<void> {
  const isFound = await retried(async () => {
    const handle = client.workflow.getHandle(workflowIdOf(ref));
    const { runId } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const completed = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
    const chosen = completed[Math.min(Math.floor(share * completed.length), completed.length - 1)];
    if (chosen === undefined) throw new NotReadyError('the order has completed no workflow task');
    await client.workflowService.resetWorkflowExecution({
      namespace: NAMESPACE,
      workflowExecution: { workflowId: workflowIdOf(ref), runId },
      workflowTaskFinishEventId: chosen.eventId ?? null,
      reason: 'chaos',
      requestId: randomUUID(),
      resetReapplyExcludeTypes: [RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
    });
  });
  if (!isFound) throw new NotReadyError('Temporal does not have the order');
  await letReadRecord(client, ref);
}

/** Lets an order read ECPay's record now. Returns false if it has ended. */
async function letReadRecord(client: Client, ref: OrderRef): Promise<boolean> {
  return await retried(() => client.workflow.getHandle(workflowIdOf(ref)).signal('callbackReceived'));
}

/** Makes an order agree with ECPay's record. One that has ended is adopted, as a callback would do. */
export async function makeReadRecord({ client, ecticket }: System, ref: OrderRef): Promise<void> {
  if (!(await letReadRecord(client, ref))) await persist(() => ecticket.adoptOrder(ref));
}

/**
 * Whether the run after a reset has the order as it was before an operator corrected it, so that the tickets seem to be
 * of another order. That run may first need attention for ECPay's refusal again, until it queries ECPay.
 *
 * @throws Error if it has not done so after ten minutes
 */
export async function lacksItsCorrection({ ecticket }: System, ref: OrderRef): Promise<boolean> {
  const end = performance.now() + RESET_TIMEOUT_MS;
  while (performance.now() < end) {
    const order = await ecticket.getOrder(ref).catch(() => undefined);
    if (order?.attention?.reason === 'numberTaken') return true;
    if (order !== undefined && ENDS_OF_CORRECTION.includes(order.status)) return false;
    await sleep(RETRY_PAUSE_MS);
  }
  throw new Error('the order has not queried ECPay since its reset');
}

/** Terminates the workflow and adopts the order a moment later. A closed order is only adopted. */
export async function terminateAndAdopt({ client, ecticket }: System, ref: OrderRef, waitMs: number): Promise<void> {
  await retried(() => client.workflow.getHandle(workflowIdOf(ref)).terminate('chaos'));
  // A request to ECPay may still be under way.
  await sleep(waitMs);
  await persist(() => ecticket.adoptOrder(ref));
}

/** An activity that waits for its next attempt. */
export interface WaitingActivity {
  readonly workflowId: string;
  readonly activity: string;
  /** Milliseconds until its next attempt; 0 if that only needs a worker. */
  readonly waitMs: number;
}

/**
 * Lets every call to ECPay and delivery that waits for its next attempt start it now (`temporal activity reset`).
 *
 * @returns What waited.
 */
export async function retryWaitingActivities(client: Client): Promise<readonly WaitingActivity[]> {
  const found = new Map<string, WaitingActivity>();
  await retried(async () => {
    for await (const { workflowId, runId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
      const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
      const waiting = (raw.pendingActivities ?? []).filter(
        ({ state, attempt }) => state === PENDING_ACTIVITY_STATE_SCHEDULED && (attempt ?? 1) > 1,
      );
      for (const { activityId, activityType, nextAttemptScheduleTime } of waiting) {
        // `currentRetryInterval` says more: it begins at the last attempt that failed, before those that timed out.
        const waitMs = Math.max(0, (optionalTsToMs(nextAttemptScheduleTime) ?? 0) - Date.now());
        found.set(`${runId} ${activityId}`, { workflowId, activity: activityType?.name ?? '', waitMs });
        await client.workflowService
          .resetActivity({ namespace: NAMESPACE, execution: { workflowId, runId }, id: activityId ?? null })
          .catch(ignoreNotFound);
      }
    }
  });
  return [...found.values()];
}

/**
 * Repeats a call while Temporal is down. A workflow that does not run any more is left alone.
 *
 * @returns whether there is such a workflow
 */
async function retried(call: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await call();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      if (!(error instanceof ServiceError) && !isServiceError(error)) throw error;
      if (attempt === MAX_ATTEMPTS) throw error;
      await sleep(RETRY_PAUSE_MS);
    }
  }
}

/** An error of the gRPC client. */
function isServiceError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

function ignoreNotFound(error: unknown): void {
  const NOT_FOUND = 5;
  if (!(isServiceError(error) && (error as { readonly code?: unknown }).code === NOT_FOUND)) throw error;
}
