/** Whether an order is paid, by ECPay's payment system: asked until it is or the time is up, by the server's retries. */
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { OrderRef, PaymentApi } from '../ecticket/index.js';
import { pending } from './failures.js';
import { withProvider, type Call, type Provider } from './provider-call.js';

export interface PaymentQuestion {
  readonly ref: OrderRef;
  /** Milliseconds since the epoch, by the Temporal server's clock. */
  readonly askUntil: number;
  /** Milliseconds between two questions. */
  readonly interval: number;
}

/** `code` is ECPay's TradeStatus of a payment that it does not know as made, or why ECPay could not be asked, with its words. */
export type PaymentAnswer =
  | { readonly outcome: 'paid'; readonly amount: number; readonly reference: string; readonly paidAt?: string }
  | { readonly outcome: 'unpaid'; readonly code: string; readonly words?: string };

/** A payment that is not in the books yet is thrown as a benign failure, to be asked for again: polls leave no history. */
export function makeCheckPayment(provider: Provider<PaymentApi>) {
  return async function checkPayment({ ref, askUntil, interval }: PaymentQuestion): Promise<PaymentAnswer> {
    const now = activityInfo().currentAttemptScheduledTimestampMs;
    const isLastTime = now >= askUntil;
    try {
      // A fault that lasts ends as a payment that is not found.
      const trade = await withProvider(provider, ref, (call) => ask(call, ref), { isPoll: true });
      if (trade.outcome === 'paid' || isLastTime) return trade;
    } catch (error) {
      const canWait = error instanceof ApplicationFailure && error.nonRetryable !== true;
      if (!canWait || !isLastTime) throw error;
      return { outcome: 'unpaid', code: error.type ?? 'UNKNOWN', words: error.message };
    }
    throw pending('ECPay’s payment system does not know the payment yet', Math.min(interval, askUntil - now));
  };
}

async function ask(call: Call<PaymentApi>, { merchantId, merchantTradeNo = '' }: OrderRef): Promise<PaymentAnswer> {
  const trade = await call((payments, options) => payments.queryTrade({ merchantId, merchantTradeNo }, options));
  if (!trade.paid) return { outcome: 'unpaid', code: trade.tradeStatus };
  const { paid: _paid, ...payment } = trade;
  return { outcome: 'paid', ...payment };
}
