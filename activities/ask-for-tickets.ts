/** Whether the scheduled job has issued the tickets: asked on a schedule that the server keeps by its retries. */
import { activityInfo, ApplicationFailure, metricMeter } from '@temporalio/activity';
import { BusinessRefusalError, type OrderBook, type OrderRef } from '../ecticket/index.js';
import type { OrderTiming } from '../workflows/timing.js';
import { pending } from './failures.js';
import { readRecord, withProvider, type Call, type Provider } from './provider-call.js';
import { nextResultQuery } from './result-schedule.js';

/** Times in milliseconds since the epoch, by the Temporal server's clock. */
export interface IssuanceQuestion {
  readonly ref: OrderRef;
  readonly acceptedAt: number;
  readonly timing: OrderTiming;
  /** Ask now instead of first letting the scheduled job have its time. */
  readonly atOnce: boolean;
  /** ECPay may know no such order, and then says so. */
  readonly adopting?: true;
  /** Still no result by then: say so. Without it, asks for as long as it takes. */
  readonly askUntil?: number;
  /** The order needs attention already: configuration faults are retried as well. */
  readonly isReported: boolean;
}

/** `processing` may say why nothing is known: what ECPay was asked last failed. */
export type IssuanceAnswer =
  /** `asOf`: when this was asked, by the Temporal server's clock. */
  | { readonly outcome: 'issued'; readonly book: OrderBook; readonly asOf: number }
  | { readonly outcome: 'failed'; readonly words: string }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'processing'; readonly code?: string; readonly words?: string };

/** A pending result is thrown as a benign failure whose `nextRetryDelay` is the schedule's: polls leave no history. */
export function makeAskForTickets(provider: Provider) {
  return async function askForTickets(question: IssuanceQuestion): Promise<IssuanceAnswer> {
    const { attempt, currentAttemptScheduledTimestampMs: now } = activityInfo();
    const { ref, atOnce, askUntil = Infinity } = question;
    const isLastTime = now >= askUntil;
    const delay = Math.min(nextResultQuery(question, now), askUntil - now);
    if (attempt === 1 && !atOnce && !isLastTime) throw notYet(delay);
    try {
      // A fault of ECPay's that lasts ends as an order that is late and then overdue.
      const { isReported } = question;
      const terms = { isPoll: true, isReported, longestDelay: nextResultQuery(question, now) };
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

async function ask(provider: Provider, call: Call, { ref, adopting }: IssuanceQuestion): Promise<IssuanceAnswer> {
  try {
    const { status, remark } = await call((api, options) => api.queryIssueResult(ref, options));
    if (status === 'failed') return { outcome: 'failed', words: remark ?? 'ECPay gave no reason.' };
    if (status === 'processing') return { outcome: 'processing' };
    const book = await readRecord(provider, ref, call);
    const asOf = activityInfo().currentAttemptScheduledTimestampMs;
    return book.tickets.length > 0 ? { outcome: 'issued', book, asOf } : { outcome: 'processing' };
  } catch (error) {
    // Of an order that ECPay has accepted, a "no" can only mean that its book is not written yet.
    if (error instanceof BusinessRefusalError) return { outcome: adopting ? 'unknown' : 'processing' };
    throw error;
  }
}

function measurePolls({ merchantId }: OrderRef, { outcome }: IssuanceAnswer, polls: number): void {
  metricMeter
    .createHistogram('ecticket_issuance_polls', 'int', '', 'How often ECPay was asked until it had an answer')
    .record(polls, { merchant_id: merchantId, outcome });
}
