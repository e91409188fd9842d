import { activityInfo, ApplicationFailure, metricMeter } from '@temporalio/activity';
import { BusinessRefusalError, type OrderRef } from '../ecticket/index.js';
import type { PollIssuanceRequest, PollIssuanceResult } from '../workflows/messages/activities.js';
import type { OrderTiming } from '../workflows/messages/timing.js';
import { pending } from './failures.js';
import {
  pollProgressOf,
  readRecord,
  REFUSAL_RETRY_DELAY_MS,
  REFUSALS_OF_UNKNOWN_ORDER,
  withProvider,
  type Call,
  type PollProgress,
  type Provider,
  type SaveProgress,
} from './provider-call.js';

/**
 * The activity `pollIssuance`: polls ECPay until its scheduled job has issued the tickets. While the result is pending,
 * the activity fails with a benign failure that sets the delay to the next poll. The server retries it, so polls add
 * nothing to the history.
 */
export function makePollIssuance(provider: Provider) {
  return async function pollIssuance(request: PollIssuanceRequest): Promise<PollIssuanceResult> {
    const { attempt, scheduledTimestampMs, currentAttemptScheduledTimestampMs: now } = activityInfo();
    const { ref, pollImmediately, pollUntil = Infinity, isAttentionRaised } = request;
    const isLastPoll = now >= pollUntil;
    const delay = Math.min(nextPollDelay(request, now), pollUntil - now);
    const firstPollAt = pollImmediately ? 0 : request.acceptedAt + request.timing.firstResultQuery;
    // The attempt may have waited in the queue for so long that the first poll is due.
    if (attempt === 1 && !isLastPoll && Date.now() < firstPollAt) throw notIssuedYet(delay);
    const maxDelay = nextPollDelay(request, now);
    const options = { isPoll: true, retryConfigurationFailures: isAttentionRaised, maxDelay };
    let result: PollIssuanceResult | 'refused';
    try {
      result = await withProvider(provider, ref, (...call) => queryResult(provider, request, ...call), options);
    } catch (error) {
      // If ECPay still fails at the time limit, the order counts as late or overdue.
      const isRetryable = error instanceof ApplicationFailure && error.nonRetryable !== true;
      if (!isRetryable || !isLastPoll) throw error;
      return { outcome: 'processing', code: error.type ?? 'UNKNOWN', message: error.message };
    }
    // Polls that are due earlier are not delayed.
    if (result === 'refused')
      throw pending('ECPay refuses to name the order', Math.min(maxDelay, REFUSAL_RETRY_DELAY_MS));
    if (result.outcome === 'processing' && !isLastPoll) throw notIssuedYet(delay);
    // Whether the first attempt only set the delay is not known to the others. One that had to wait did, usually.
    measurePolls(ref, result, attempt > 1 && scheduledTimestampMs < firstPollAt ? attempt - 1 : attempt);
    return result;
  };
}

/**
 * The delay from `now` to the next poll. The first poll comes `firstResultQuery` after Issue, further polls every
 * `resultQueryInterval`. After ECPay's window, the delay grows with the lateness, up to `lateResultQueryInterval`.
 *
 * @param now milliseconds since the epoch
 * @returns milliseconds
 */
export function nextPollDelay(
  { acceptedAt, timing }: { readonly acceptedAt: number; readonly timing: OrderTiming },
  now: number,
): number {
  const elapsed = now - acceptedAt;
  if (elapsed < timing.firstResultQuery) return timing.firstResultQuery - elapsed;
  const lateness = elapsed - timing.issuanceWindow;
  return Math.max(timing.resultQueryInterval, Math.min(lateness, timing.lateResultQueryInterval));
}

/** @returns `refused` if ECPay may have the order nevertheless */
async function queryResult(
  provider: Provider,
  { ref, mayBeUnknown, isExpected, ticketsOrdered = 1 }: PollIssuanceRequest,
  call: Call,
  saveProgress: SaveProgress,
): Promise<PollIssuanceResult | 'refused'> {
  const { isKnown, refusals = 0 } = pollProgressOf(activityInfo().heartbeatDetails);
  let isAtECPay = mayBeUnknown !== true || isKnown === true;
  try {
    const { status, remark } = await call((api, options) => api.queryIssueResult(ref, options));
    if (!isAtECPay) saveProgress({ isKnown: true } satisfies PollProgress);
    isAtECPay = true;
    if (status === 'failed') return { outcome: 'failed', message: remark ?? 'ECPay gave no reason.' };
    if (status === 'processing') return { outcome: 'processing' };
    const record = await readRecord(provider, ref, call);
    const asOf = activityInfo().currentAttemptScheduledTimestampMs;
    const found = record.tickets.length;
    if (found >= ticketsOrdered) return { outcome: 'issued', record, asOf };
    if (found === 0) return { outcome: 'processing' };
    const message = `ECPay’s record has ${found} of ${ticketsOrdered} ordered tickets.`;
    return { outcome: 'processing', code: 'STRANGE_RECORD', message };
  } catch (error) {
    if (!(error instanceof BusinessRefusalError)) throw error;
    // For an order that ECPay has accepted or named, a refusal means that ECPay has not written its record yet. None
    // counts after ECPay has named the order.
    if (isAtECPay) return { outcome: 'processing' };
    if (isExpected !== true || refusals + 1 >= REFUSALS_OF_UNKNOWN_ORDER) return { outcome: 'unknown' };
    saveProgress({ refusals: refusals + 1 } satisfies PollProgress);
    return 'refused';
  }
}

function notIssuedYet(delay: number): ApplicationFailure {
  return pending('ECPay has not issued the tickets yet', delay);
}

function measurePolls({ merchantId }: OrderRef, { outcome }: PollIssuanceResult, polls: number): void {
  metricMeter
    .createHistogram('ecticket_issuance_polls', 'int', '', 'Polls until ECPay had a result')
    .record(polls, { merchant_id: merchantId, outcome });
}
