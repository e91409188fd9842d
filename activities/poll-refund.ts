import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { BusinessRefusalError, type OrderRef } from '../ecticket/index.js';
import type { PollRefundRequest, PollRefundResult } from '../workflows/messages/activities.js';
import { pending } from './failures.js';
import { withProvider, type Call, type Provider } from './provider-call.js';

/**
 * The activity `pollRefund`: polls ECPay until the bank has confirmed more refunded money than before. While it has
 * not, the activity fails with a benign failure. The server retries it at growing intervals, so polls add nothing to
 * the history.
 */
export function makePollRefund(provider: Provider) {
  return async function pollRefund({
    ref,
    confirmed,
    pollingSince,
    timing,
  }: PollRefundRequest): Promise<PollRefundResult> {
    const { attempt, currentAttemptScheduledTimestampMs: now } = activityInfo();
    const waited = now - pollingSince;
    const firstDelay = Math.min(timing.firstRefundQuery, timing.longestRefundQuery);
    const firstPollAt = pollingSince + firstDelay;
    const delay = Math.min(Math.max(waited, firstDelay), timing.longestRefundQuery);
    // The first poll may be due: an operator has reset the attempts, or the attempt has waited in the queue.
    if (attempt === 1 && Date.now() < firstPollAt) throw notConfirmedYet(Math.max(firstPollAt - now, 1));
    try {
      const options = { isPoll: true, retryConfigurationFailures: true, maxDelay: delay };
      const refundedAmount = await withProvider(provider, ref, (call) => queryConfirmedAmount(call, ref), options);
      if (refundedAmount > confirmed) return { refundedAmount };
    } catch (error) {
      // At the limit, the merchant is notified that money is missing, even if ECPay does not answer.
      const isAtLimit = error instanceof ApplicationFailure && waited >= timing.refundLimit;
      if (!isAtLimit) throw error;
      return { code: error.type ?? 'UNKNOWN' };
    }
    if (waited >= timing.refundLimit) return {};
    throw notConfirmedYet(delay);
  };
}

/** @returns NT$ that the bank has confirmed; 0 if ECPay has no refund information yet */
async function queryConfirmedAmount(call: Call, ref: OrderRef): Promise<number> {
  try {
    const { totalRefundAmount = 0 } = await call((api, options) => api.queryRefundInfo(ref, options));
    return totalRefundAmount;
  } catch (error) {
    if (error instanceof BusinessRefusalError) return 0;
    throw error;
  }
}

function notConfirmedYet(delay: number): ApplicationFailure {
  return pending('The bank has not confirmed the refund yet', delay);
}
