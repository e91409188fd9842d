import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { PaymentApi } from '../ecticket/index.js';
import type { CheckPaymentRequest, CheckPaymentResult } from '../workflows/messages/activities.js';
import { pending } from './failures.js';
import { withProvider, type Call, type Provider } from './provider-call.js';

/**
 * The activity `checkPayment`: queries ECPay's payment system for the payment of an order. While it has no record of
 * the payment, the activity fails with a benign failure and the server retries it, so polls add nothing to the history.
 */
export function makeCheckPayment(provider: Provider<PaymentApi>) {
  return async function checkPayment(request: CheckPaymentRequest): Promise<CheckPaymentResult> {
    const { ref, pollUntil = Infinity, interval, isAttentionRaised } = request;
    const now = activityInfo().currentAttemptScheduledTimestampMs;
    const isLastPoll = now >= pollUntil;
    try {
      const options = { isPoll: true, retryConfigurationFailures: isAttentionRaised, maxDelay: interval };
      const result = await withProvider(provider, ref, (call) => queryPayment(call, request), options);
      if (result.outcome !== 'unpaid' || isLastPoll) return result;
    } catch (error) {
      const isRetryable = error instanceof ApplicationFailure && error.nonRetryable !== true;
      if (!isRetryable || !isLastPoll) throw error;
      return { outcome: 'unanswered', code: error.type ?? 'UNKNOWN', message: error.message };
    }
    throw pending('ECPay’s payment system has no record of the payment yet', Math.min(interval, pollUntil - now));
  };
}

/** ECPay has one query for AIO and one for the embedded checkout, whose notifications carry no checksum. */
export async function queryPayment(
  call: Call<PaymentApi>,
  { ref, source }: Pick<CheckPaymentRequest, 'ref' | 'source'>,
): Promise<Exclude<CheckPaymentResult, { readonly outcome: 'unanswered' }>> {
  const { merchantId, merchantTradeNo = '' } = ref;
  return await call(async (payments, options) => {
    const payment = { merchantId, merchantTradeNo };
    if (source === 'aioNotice' && (await payments.trustsAioNotices(payment))) return { outcome: 'trusted' };
    const trade =
      source === 'embeddedNotice'
        ? await payments.queryEmbeddedTrade(payment, options)
        : await payments.queryTrade(payment, options);
    if (!trade.paid) return { outcome: 'unpaid', code: trade.tradeStatus };
    const { amount, reference, paidAt, method } = trade;
    return { outcome: 'paid', amount, reference, method, ...(paidAt !== undefined && { paidAt }) };
  });
}
