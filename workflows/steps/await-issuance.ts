/** From Issue's "data received" to tickets: ECPay issues by a scheduled job and does not say when it is done. */
import { awaitBurstEnd } from './callback-bursts.js';
import { finalFailureOf } from '../runtime/activity-failures.js';
import { callWhileWaiting } from './call-while-waiting.js';
import { tradeNoOf } from '../messages/names.js';
import type { OrderRun } from '../order-run.js';
import { awaitsTickets, isAdopting } from '../state/stage.js';
import { provider } from '../runtime/provider-activities.js';
import type { PollIssuanceRequest, PollIssuanceResult } from '../messages/activities.js';

const HOUR = 3_600_000;

/**
 * Polls until the tickets are there, on a schedule that the server keeps: a result that is still pending is a failure to be
 * retried later, so that polls add nothing to the history. A callback ends the wait and polls at once; a burst of them twice.
 */
export async function awaitTickets(run: OrderRun): Promise<void> {
  run.publish();
  const hasMoved = () => !awaitsTickets(run.state);
  await awaitBurstEnd(run, hasMoved);
  if (hasMoved()) return;
  await poll(run, questionFor(run), () => run.state.needsReconciliation || hasMoved());
}

/** A callback for an order that needs attention, whatever the reason: ECPay may have its tickets all the same. */
export async function pollOnce(run: OrderRun): Promise<void> {
  const hasMoved = () => run.state.stage.status !== 'needsAttention';
  await awaitBurstEnd(run, hasMoved);
  if (hasMoved()) return;
  const question = { ...questionFor(run), atOnce: true, adopting: true, askUntil: Date.now() + HOUR } as const;
  await poll(run, question, hasMoved);
}

async function poll(run: OrderRun, question: PollIssuanceRequest, isPointless: () => boolean): Promise<void> {
  const asOf = Date.now();
  run.apply({ type: 'reconciliationStarted' });
  run.lastQueriedAt = asOf;
  const asked = await callWhileWaiting(
    run,
    () => provider('poll', `Ask ECPay whether ${tradeNoOf(run.ref)} is issued`).pollIssuance(question),
    isPointless,
  );
  if ('value' in asked) {
    handlePollResult(run, asked.value);
    return;
  }
  const final = finalFailureOf(asked.error);
  if (final !== undefined) run.apply({ type: 'activityFailed', ...final });
  else if (!asked.interrupted) throw asked.error;
  else if (question.adopting === true) run.apply({ type: 'reconciliationRequested' });
}

function handlePollResult(run: OrderRun, answer: PollIssuanceResult): void {
  switch (answer.outcome) {
    case 'issued':
      return run.apply({ type: 'reconciled', record: answer.record, asOf: answer.asOf });
    case 'unknown':
      return run.apply({ type: 'unknownToECPay' });
    case 'failed':
      return run.apply({ type: 'issuanceFailed', words: answer.words });
    case 'processing':
      return handleDelay(run, answer);
  }
}

/** Past the window the order is late, past the limit it needs attention; polling continues all the same. */
function handleDelay(run: OrderRun, { code, words }: Extract<PollIssuanceResult, { outcome: 'processing' }>): void {
  const { stage } = run.state;
  if (stage.status !== 'awaitingIssuance') return;
  const said = { ...(code !== undefined && { code }), ...(words !== undefined && { words }) };
  if (isAdopting(run.state) && code !== undefined) return run.apply({ type: 'recordUnreadable', ...said });
  run.apply(stage.late || isAdopting(run.state) ? { type: 'issuanceOverdue', ...said } : { type: 'issuanceLate' });
}

function questionFor({ state, ref, timing }: OrderRun): PollIssuanceRequest {
  const { stage } = state;
  const acceptedAt = 'issueAcceptedAt' in stage ? (stage.issueAcceptedAt ?? state.lastChangeAt) : state.lastChangeAt;
  const isScheduled = state.order?.issueType !== 'paper';
  const isReported = stage.status === 'needsAttention';
  const adopting = isAdopting(state);
  const question = {
    ref,
    acceptedAt,
    timing,
    atOnce: !isScheduled || state.needsReconciliation,
    isReported,
    ...(adopting && { adopting }),
  };
  if (stage.status !== 'awaitingIssuance') return question;
  const isBeyondWindow = stage.late || adopting;
  return { ...question, askUntil: acceptedAt + (isBeyondWindow ? timing.issuanceLimit : timing.issuanceWindow) };
}
