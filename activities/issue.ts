import { activityInfo, CancelledFailure } from '@temporalio/activity';
import { BusinessRefusalError, ECTicketError, InvalidOrderError } from '../ecticket/index.js';
import type { IssueResult, PaymentApi, TicketOrder } from '../ecticket/index.js';
import type { CheckedPayment, IssueOutcome, IssueRequest } from '../workflows/messages/activities.js';
import { paymentRefusal } from '../workflows/messages/payment-refusal.js';
import { isResubmitted, isUnanswered } from '../workflows/messages/submission.js';
import { queryPayment } from './check-payment.js';
import { hasNotActed, pending, type KnownFailure } from './failures.js';
import {
  mayHaveRunBefore,
  REFUSAL_RETRY_DELAY_MS,
  REFUSALS_OF_UNKNOWN_ORDER,
  withProvider,
  type Call,
  type Provider,
  type SaveProgress,
} from './provider-call.js';

const ALREADY_KNOWN: IssueOutcome = { outcome: 'accepted', numberWasKnown: true };

/**
 * A refusal after a lost answer may mean that ECPay has the order but its records are behind. The refusal counts from
 * this attempt on.
 */
const TRUST_REFUSAL_AT_ATTEMPT = 5;
const PAYMENT_RETRY_DELAY_MS = 5000;

/** What the next attempt needs, in the heartbeat details. */
interface Progress {
  /** Issue was called. For workers of version 0.1.0 as it was at first, which rely on this alone. */
  readonly sent?: true;
  /**
   * The number of the attempt that has written this, if no attempt up to it has sent the order. It counts only for the
   * next attempt: a killed one, or a late heartbeat, may leave it behind.
   */
  readonly unsentUntil?: number;
  /** The payment for which the order is sent, if it was checked. */
  readonly payment?: CheckedPayment;
  /** Refusals by which ECPay did not name the order, since Issue was last called. */
  readonly refusals?: number;
  /** Attempts that only waited for a further refusal. They are no failures. */
  readonly waits?: number;
  /** Why Issue was not answered. An order that needs attention shows it. */
  readonly failure?: KnownFailure;
}

const NOT_SENT: IssueOutcome = { outcome: 'notSent' };

/**
 * The activity `issue`: sends the order to ECPay, so that ECPay issues it once however often the activity is attempted.
 * Any attempt after the first, and any answer except a clear acceptance, first queries the issue result under the same
 * trade number. The activity never issues under another number. An order that ECPay may have is sent again only after
 * several refusals of the query: one may be a fault of the moment.
 *
 * ECPay may still show why an order failed that an operator resubmits. It is sent again only if this activity has
 * certainly not sent it: otherwise what ECPay shows may be the old failure or the new one.
 *
 * With `paymentCheck`, the order is sent only for a payment that ECPay's payment system confirms. The check is made
 * once here: `checkPayment` polls for a payment that ECPay does not have yet.
 */
export function makeIssue(provider: Provider, payments: Provider<PaymentApi>) {
  return async function issue(request: IssueRequest): Promise<IssueOutcome> {
    const { order, priorSubmission, isAttentionRaised } = request;
    const { attempt } = activityInfo();
    const earlier = activityInfo().heartbeatDetails as Progress | undefined;
    const { refusals = 0, waits = 0 } = earlier ?? {};
    const mayHaveBeenSent = isUnanswered(priorSubmission) || mayHaveRunBefore();
    const isUnsent = earlier?.unsentUntil === attempt - 1 || !mayHaveRunBefore();
    // Refusals that were counted before Issue is called must not return with a late heartbeat.
    const firstProgress = earlier && { ...earlier, refusals: 0 };
    const payment = earlier?.payment ?? (await findPayment(payments, request, mayHaveBeenSent, firstProgress));
    if (payment === 'unconfirmed') return NOT_SENT;
    const checked = payment !== undefined && { payment };
    const isPaymentRefused =
      payment?.outcome === 'paid' && paymentRefusal(request.paymentCheck?.due, payment) !== undefined;
    if (isPaymentRefused && !mayHaveBeenSent) return { ...NOT_SENT, ...checked };
    const unsent = isUnsent && { unsentUntil: attempt };
    /** What the next attempt needs if this one ends before Issue. */
    const before: Progress = { ...earlier, ...checked, ...unsent };
    const work = async (call: Call, saveProgress: SaveProgress): Promise<IssueOutcome> => {
      if (priorSubmission !== 'nothing' || mayHaveBeenSent) {
        const status = await queryStatus(call, order).catch((error: unknown) => {
          saveProgress(before);
          throw error;
        });
        // An order that failed at ECPay before an operator resubmitted it has no tickets: issue it again.
        const isOldFailure = status === 'failed' && isResubmitted(priorSubmission) && isUnsent;
        if (status !== undefined && !isOldFailure) return ALREADY_KNOWN;
        if (status === undefined && mayHaveBeenSent && refusals + 1 < REFUSALS_OF_UNKNOWN_ORDER) {
          saveProgress({ ...before, refusals: refusals + 1, waits: waits + 1 } satisfies Progress);
          throw pending('ECPay refuses to name an order that it may have', REFUSAL_RETRY_DELAY_MS, earlier?.failure);
        }
      }
      if (isPaymentRefused) return NOT_SENT;
      // The failure stays until another one replaces it: this attempt may end with its process.
      const { failure } = earlier ?? {};
      const kept: Progress = { ...checked, waits, ...(failure && { failure }) };
      const sent: Progress = { ...kept, sent: true };
      saveProgress(sent);
      try {
        await call((api, options) => api.issue(order, options));
        return { outcome: 'accepted', numberWasKnown: false };
      } catch (error) {
        if (error instanceof InvalidOrderError) return { outcome: 'invalid', code: error.code, message: error.message };
        const keep = (latest: unknown, progress = sent): never => {
          saveProgress({ ...progress, ...failureOf(latest) } satisfies Progress);
          throw latest;
        };
        if (hasNotActed(error)) return keep(error, unsent ? { ...kept, ...unsent } : sent);
        const shouldDoubtRefusal = mayHaveBeenSent && attempt < TRUST_REFUSAL_AT_ATTEMPT;
        return await outcomeAfter(error, call, order, shouldDoubtRefusal).catch((later: unknown) => keep(later));
      }
    };
    const failures = Math.max(attempt - waits, 1);
    const retry = { failures, retryConfigurationFailures: isAttentionRaised, firstProgress };
    const outcome = await withProvider(provider, order, work, retry);
    return { ...outcome, ...checked };
  };
}

/**
 * Queries ECPay's payment system about the payment, if the request demands it.
 *
 * @param mayHaveBeenSent an earlier attempt may have found the payment and sent the order
 * @returns `unconfirmed` if nothing was sent and ECPay does not have the payment or did not answer
 */
async function findPayment(
  payments: Provider<PaymentApi>,
  { order, paymentCheck }: IssueRequest,
  mayHaveBeenSent: boolean,
  firstProgress: Progress | undefined,
): Promise<CheckedPayment | 'unconfirmed' | undefined> {
  if (paymentCheck === undefined) return undefined;
  try {
    const request = { ref: order, ...paymentCheck };
    const result = await withProvider(payments, order, (call) => queryPayment(call, request), { firstProgress });
    if (result.outcome !== 'unpaid') return result;
  } catch (error) {
    if (mayHaveBeenSent || error instanceof CancelledFailure) throw error;
    return 'unconfirmed';
  }
  if (mayHaveBeenSent) throw pending('ECPay’s payment system does not have the payment', PAYMENT_RETRY_DELAY_MS);
  return 'unconfirmed';
}

/**
 * What became of an Issue request that ended with this error.
 *
 * @param shouldDoubtRefusal a refusal may mean that ECPay already has the order
 * @throws the error if ECPay does not say
 */
async function outcomeAfter(
  error: unknown,
  call: Call,
  order: TicketOrder,
  shouldDoubtRefusal: boolean,
): Promise<IssueOutcome> {
  // `failed` may be from before a resubmission. A refused one then needs attention for that failure again.
  const status = await queryStatus(call, order);
  if (status !== undefined) return ALREADY_KNOWN;
  if (!(error instanceof BusinessRefusalError)) throw error;
  if (shouldDoubtRefusal) throw pending('ECPay refuses an order that it may already have', REFUSAL_RETRY_DELAY_MS);
  return { outcome: 'refused', code: String(error.rtnCode), message: error.rtnMsg };
}

/** What an order shows that needs attention meanwhile. */
function failureOf(error: unknown): Pick<Progress, 'failure'> {
  return error instanceof ECTicketError ? { failure: { code: error.code, message: error.message } } : {};
}

/**
 * @returns the order's status at ECPay, `failed` included: ECPay accepted such an order, and the poll reports the
 *   failure. Undefined if ECPay has no order under this number: any RtnCode except 1 counts as that, since ECPay
 *   publishes no table
 */
async function queryStatus(call: Call, order: TicketOrder): Promise<IssueResult['status'] | undefined> {
  try {
    const { status } = await call((api, options) => api.queryIssueResult(order, options));
    return status;
  } catch (error) {
    if (error instanceof BusinessRefusalError) return undefined;
    throw error;
  }
}
