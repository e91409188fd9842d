/** Whether an order is paid, by ECPay's payment system: asked until it is or the time is up, by the server's retries. */
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { OrderRef, PaymentApi } from '../ecticket/index.js';
import type { Payment } from '../workflows/messages.js';
import { pending } from './failures.js';
import { withProvider, type Call, type Provider } from './provider-call.js';

export interface PaymentQuestion {
  readonly ref: OrderRef;
  /** Where the order knows of the payment from; left out, it is the merchant's own word. */
  readonly source?: NonNullable<Payment['source']>;
  /** Milliseconds since the epoch, by the Temporal server's clock. Left out, it is asked for as long as it takes. */
  readonly askUntil?: number;
  /** Milliseconds between two questions. */
  readonly interval: number;
  /** The order needs attention already: configuration faults are retried as well. */
  readonly isReported: boolean;
}

/**
 * `code` is ECPay's TradeStatus of a payment that it does not know as made, or why ECPay could not be asked, with its words.
 * `trusted`: the merchant's settings have the notice count as it is.
 */
export type PaymentAnswer =
  | ({ readonly outcome: 'paid' } & Required<Pick<Payment, 'amount' | 'reference' | 'method'>> &
      Pick<Payment, 'paidAt'>)
  | { readonly outcome: 'trusted' }
  | { readonly outcome: 'unpaid'; readonly code: string; readonly words?: string };

/** A payment that is not in the books yet is thrown as a benign failure, to be asked for again: polls leave no history. */
export function makeCheckPayment(provider: Provider<PaymentApi>) {
  return async function checkPayment(question: PaymentQuestion): Promise<PaymentAnswer> {
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
async function ask(call: Call<PaymentApi>, { ref, source }: PaymentQuestion): Promise<PaymentAnswer> {
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
