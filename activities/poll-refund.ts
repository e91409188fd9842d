/** Whether the bank has confirmed refunded money: asked ever more seldom, on a schedule that the server keeps by its retries. */
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { BusinessRefusalError, type OrderRef } from '../ecticket/index.js';
import { pending } from './failures.js';
import { withProvider, type Call, type Provider } from './provider-call.js';
import type { PollRefundRequest, PollRefundResult } from '../workflows/messages/activities.js';

/** A refund that the bank has not confirmed is thrown as a benign failure, to be asked for again: polls leave no history. */
export function makePollRefund(provider: Provider) {
  return async function pollRefund({
    ref,
    confirmed,
    askedFrom,
    timing,
  }: PollRefundRequest): Promise<PollRefundResult> {
    const { attempt, currentAttemptScheduledTimestampMs: now } = activityInfo();
    const waited = now - askedFrom;
    const delay = Math.min(Math.max(waited, timing.firstRefundQuery), timing.longestRefundQuery);
    if (attempt === 1) throw notConfirmed(delay);
    try {
      const terms = { isPoll: true, isReported: true, longestDelay: delay };
      const refundedAmount = await withProvider(provider, ref, (call) => ask(call, ref), terms);
      if (refundedAmount > confirmed) return { refundedAmount };
    } catch (error) {
      // That ECPay does not answer must not keep the merchant from hearing that money is missing.
      const isFault = error instanceof ApplicationFailure && waited >= timing.refundLimit;
      if (!isFault) throw error;
      return { code: error.type ?? 'UNKNOWN' };
    }
    if (waited >= timing.refundLimit) return {};
    throw notConfirmed(delay);
  };
}

function notConfirmed(delay: number): ApplicationFailure {
  return pending('The bank has not confirmed the refund yet', delay);
}

/** NT$ that the bank has confirmed; 0 where ECPay has nothing to say of it yet. */
async function ask(call: Call, ref: OrderRef): Promise<number> {
  try {
    const { totalRefundAmount = 0 } = await call((api, options) => api.queryRefundInfo(ref, options));
    return totalRefundAmount;
  } catch (error) {
    if (error instanceof BusinessRefusalError) return 0;
    throw error;
  }
}
