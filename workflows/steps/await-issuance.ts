/** Status `awaitingIssuance`: ECPay issues tickets in a scheduled job and does not announce when the job is done. */
import type { PollIssuanceRequest, PollIssuanceResult } from '../messages/activities.js';
import { tradeNoOf } from '../messages/names.js';
import { ticketsOrdered } from '../messages/total-price.js';
import type { OrderRun } from '../order-run.js';
import { finalFailureOf } from '../runtime/activity-failures.js';
import { providerActivities } from '../runtime/provider-activities.js';
import { mayHoldOthersTickets } from '../state/reconcile.js';
import { awaitsTickets, isAdopting } from '../state/stage.js';
import { callWhileWaiting } from './call-while-waiting.js';
import { awaitBurstEnd } from './callback-bursts.js';

const HOUR_MS = 3_600_000;

/**
 * Polls for the tickets. The server keeps the schedule: the activity fails with a retry delay while the result is
 * pending, so polls add nothing to the history. A callback interrupts the wait and polls at once; a burst of callbacks
 * polls twice.
 */
export async function awaitTickets(run: OrderRun): Promise<void> {
  run.publish();
  const hasChangedStatus = () => !awaitsTickets(run.state);
  await awaitBurstEnd(run, hasChangedStatus);
  if (hasChangedStatus()) return;
  await poll(run, pollRequestFor(run), () => run.state.needsReconciliation || hasChangedStatus());
}

/**
 * Polls for up to an hour because a callback arrived for an order that needs attention. Whatever the reason for the
 * attention, ECPay may have tickets for the order.
 */
export async function pollOnce(run: OrderRun): Promise<void> {
  const hasChangedStatus = () => run.state.stage.status !== 'needsAttention';
  await awaitBurstEnd(run, hasChangedStatus);
  if (hasChangedStatus()) return;
  const pollUntil = Date.now() + HOUR_MS;
  const request = { ...pollRequestFor(run), pollImmediately: true, mayBeUnknown: true, pollUntil } as const;
  await poll(run, request, hasChangedStatus);
}

async function poll(run: OrderRun, request: PollIssuanceRequest, shouldStop: () => boolean): Promise<void> {
  const asOf = Date.now();
  run.apply({ type: 'reconciliationStarted' });
  run.lastQueriedAt = asOf;
  const result = await callWhileWaiting(
    run,
    () => providerActivities('poll', `Poll ECPay for the tickets of ${tradeNoOf(run.ref)}`).pollIssuance(request),
    shouldStop,
  );
  if ('value' in result) {
    handlePollResult(run, result.value);
    return;
  }
  const final = finalFailureOf(result.error);
  if (final !== undefined) run.apply({ type: 'activityFailed', ...final });
  else if (!result.interrupted) throw result.error;
  else if (request.mayBeUnknown === true) run.apply({ type: 'reconciliationRequested' });
}

function handlePollResult(run: OrderRun, result: PollIssuanceResult): void {
  switch (result.outcome) {
    case 'issued':
      return run.apply({ type: 'reconciled', record: result.record, asOf: result.asOf });
    case 'unknown':
      return run.apply({ type: 'unknownToECPay' });
    case 'failed':
      return run.apply({ type: 'issuanceFailed', message: result.message });
    case 'processing':
      return handleDelay(run, result);
  }
}

/**
 * Marks the order late at the end of the window, and requests attention at the limit. Polling continues in both cases.
 */
function handleDelay(run: OrderRun, { code, message }: Extract<PollIssuanceResult, { outcome: 'processing' }>): void {
  const { stage } = run.state;
  if (stage.status !== 'awaitingIssuance') return;
  const failure = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
  if (isAdopting(run.state) && code !== undefined) return run.apply({ type: 'recordUnreadable', ...failure });
  run.apply(stage.late || isAdopting(run.state) ? { type: 'issuanceOverdue', ...failure } : { type: 'issuanceLate' });
}

function pollRequestFor({ state, ref, timing }: OrderRun): PollIssuanceRequest {
  const { stage } = state;
  const acceptedAt = 'issueAcceptedAt' in stage ? (stage.issueAcceptedAt ?? state.lastChangeAt) : state.lastChangeAt;
  const isScheduled = state.order?.issueType !== 'paper';
  const mayBeUnknown = isAdopting(state);
  const request = {
    ref,
    acceptedAt,
    timing,
    // An Issue request may still be on its way to ECPay when an operator ends an order that it has not accepted.
    pollImmediately:
      state.needsReconciliation || 'lastQuery' in stage || (!isScheduled && !('endsByDecision' in stage)),
    isAttentionRaised: stage.status === 'needsAttention',
    ...(mayBeUnknown && { mayBeUnknown }),
    ...('isExpected' in stage && { isExpected: true as const }),
    // Fewer tickets of an order that ECPay may not have taken belong to another order.
    ...(state.order !== undefined && !mayHoldOthersTickets(state) && { ticketsOrdered: ticketsOrdered(state.order) }),
  };
  if (stage.status !== 'awaitingIssuance') return request;
  if (stage.lastQuery !== undefined) return { ...request, pollUntil: acceptedAt };
  const isBeyondWindow = stage.late || mayBeUnknown;
  return { ...request, pollUntil: acceptedAt + (isBeyondWindow ? timing.issuanceLimit : timing.issuanceWindow) };
}
