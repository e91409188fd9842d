/** Whether the scheduled job has issued the tickets: asked on a schedule that the server keeps by its retries. */
import { activityInfo, ApplicationFailure, metricMeter } from '@temporalio/activity';
import { BusinessRefusalError, type OrderRef } from '../ecticket/index.js';
import { pending } from './failures.js';
import { readRecord, withProvider, type Call, type Provider } from './provider-call.js';
import { nextPollDelay } from './poll-schedule.js';
import type { PollIssuanceRequest, PollIssuanceResult } from '../workflows/messages/activities.js';

/** A pending result is thrown as a benign failure whose `nextRetryDelay` is the schedule's: polls leave no history. */
export function makePollIssuance(provider: Provider) {
  return async function pollIssuance(question: PollIssuanceRequest): Promise<PollIssuanceResult> {
    const { attempt, currentAttemptScheduledTimestampMs: now } = activityInfo();
    const { ref, atOnce, askUntil = Infinity } = question;
    const isLastTime = now >= askUntil;
    const delay = Math.min(nextPollDelay(question, now), askUntil - now);
    if (attempt === 1 && !atOnce && !isLastTime) throw notYet(delay);
    try {
      // A fault of ECPay's that lasts ends as an order that is late and then overdue.
      const { isReported } = question;
      const terms = { isPoll: true, isReported, longestDelay: nextPollDelay(question, now) };
      const answer = await withProvider(provider, ref, (call) => ask(provider, call, question), terms);
      if (answer.outcome !== 'processing' || isLastTime) {
        measurePolls(ref, answer, atOnce || attempt === 1 ? attempt : attempt - 1);
        return answer;
      }
    } catch (error) {
      const canWait = error instanceof ApplicationFailure && error.nonRetryable !== true;
      if (!canWait || !isLastTime) throw error;
      return { outcome: 'processing', code: error.type ?? 'UNKNOWN', words: error.message };
    }
    throw notYet(delay);
  };
}

function notYet(delay: number): ApplicationFailure {
  return pending('ECPay has not issued the tickets yet', delay);
}

async function ask(
  provider: Provider,
  call: Call,
  { ref, adopting }: PollIssuanceRequest,
): Promise<PollIssuanceResult> {
  try {
    const { status, remark } = await call((api, options) => api.queryIssueResult(ref, options));
    if (status === 'failed') return { outcome: 'failed', words: remark ?? 'ECPay gave no reason.' };
    if (status === 'processing') return { outcome: 'processing' };
    const record = await readRecord(provider, ref, call);
    const asOf = activityInfo().currentAttemptScheduledTimestampMs;
    return record.tickets.length > 0 ? { outcome: 'issued', record, asOf } : { outcome: 'processing' };
  } catch (error) {
    // Of an order that ECPay has accepted, a "no" can only mean that its record is not written yet.
    if (error instanceof BusinessRefusalError) return { outcome: adopting ? 'unknown' : 'processing' };
    throw error;
  }
}

function measurePolls({ merchantId }: OrderRef, { outcome }: PollIssuanceResult, polls: number): void {
  metricMeter
    .createHistogram('ecticket_issuance_polls', 'int', '', 'How often ECPay was asked until it had an answer')
    .record(polls, { merchant_id: merchantId, outcome });
}
