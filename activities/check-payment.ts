/** Whether an order is paid, by ECPay's payment system: asked until it is or the time is up, by the server's retries. */
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { PaymentApi } from '../ecticket/index.js';
import { pending } from './failures.js';
import { withProvider, type Call, type Provider } from './provider-call.js';
import type { CheckPaymentRequest, CheckPaymentResult } from '../workflows/messages/activities.js';

/** A payment that is not in the books yet is thrown as a benign failure, to be asked for again: polls leave no history. */
export function makeCheckPayment(provider: Provider<PaymentApi>) {
  return async function checkPayment(question: CheckPaymentRequest): Promise<CheckPaymentResult> {
    const { ref, askUntil = Infinity, interval, isReported } = question;
    const now = activityInfo().currentAttemptScheduledTimestampMs;
    const isLastTime = now >= askUntil;
    try {
      // A fault that lasts ends as a payment that is not found.
      const terms = { isPoll: true, isReported, longestDelay: interval };
      const trade = await withProvider(provider, ref, (call) => ask(call, question), terms);
      if (trade.outcome !== 'unpaid' || isLastTime) return trade;
    } catch (error) {
      const canWait = error instanceof ApplicationFailure && error.nonRetryable !== true;
      if (!canWait || !isLastTime) throw error;
      return { outcome: 'unpaid', code: error.type ?? 'UNKNOWN', words: error.message };
    }
    throw pending('ECPay’s payment system does not know the payment yet', Math.min(interval, askUntil - now));
  };
}

/** ECPay has one query for AIO, and one for the embedded checkout, whose notices carry no checksum at all. */
async function ask(call: Call<PaymentApi>, { ref, source }: CheckPaymentRequest): Promise<CheckPaymentResult> {
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
