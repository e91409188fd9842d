import { activityInfo, CancelledFailure } from '@temporalio/activity';
import { BusinessRefusalError, InvalidOrderError } from '../ecticket/index.js';
import type { IssueResult, PaymentApi, TicketOrder } from '../ecticket/index.js';
import type { CheckedPayment, IssueOutcome, IssueRequest } from '../workflows/messages/activities.js';
import { paymentRefusal } from '../workflows/messages/payment-refusal.js';
import { AttemptOverdueError } from './attempt-lease.js';
import { queryPayment } from './check-payment.js';
import { pending } from './failures.js';
import { mayHaveRunBefore, withProvider, type Call, type Provider, type SaveProgress } from './provider-call.js';

const ALREADY_KNOWN: IssueOutcome = { outcome: 'accepted', numberWasKnown: true };

/**
 * A refusal after a lost answer may mean that ECPay has the order but its records are behind. The refusal counts from
 * this attempt on.
 */
const TRUST_REFUSAL_AT_ATTEMPT = 5;
const REFUSAL_RETRY_DELAY_MS = 5000;
const PAYMENT_RETRY_DELAY_MS = 5000;

/** The heartbeat details once Issue was called. */
interface Sent {
  readonly sent: true;
  /** The payment for which the order is sent, if it was checked. */
  readonly payment?: CheckedPayment;
}

const NOT_SENT: IssueOutcome = { outcome: 'notSent' };

/**
 * The activity `issue`: sends the order to ECPay, so that ECPay issues it once however often the activity is attempted.
 * Any attempt after the first, and any answer except a clear acceptance, first queries the issue result under the same
 * trade number. The activity never issues under another number.
 *
 * With `paymentCheck`, the order is sent only for a payment that ECPay's payment system confirms. The check is made
 * once here: `checkPayment` polls for a payment that ECPay does not have yet.
 */
export function makeIssue(provider: Provider, payments: Provider<PaymentApi>) {
  return async function issue(request: IssueRequest): Promise<IssueOutcome> {
    const { order, priorSubmission, isAttentionRaised } = request;
    const { attempt } = activityInfo();
    const earlier = activityInfo().heartbeatDetails as Sent | undefined;
    const mayHaveBeenSent = priorSubmission === 'unanswered' || mayHaveRunBefore();
    const payment = earlier?.payment ?? (await findPayment(payments, request, mayHaveBeenSent));
    if (payment === 'unconfirmed') return NOT_SENT;
    const checked = payment !== undefined && { payment };
    if (payment?.outcome === 'paid' && paymentRefusal(request.paymentCheck?.due, payment) !== undefined)
      return { ...NOT_SENT, ...checked };
    const work = async (call: Call, saveProgress: SaveProgress): Promise<IssueOutcome> => {
      if (priorSubmission !== 'nothing' || mayHaveBeenSent) {
        const status = await queryStatus(call, order);
        // An order that failed at ECPay before an operator resubmitted it has no tickets: issue it again.
        const isOldFailure = status === 'failed' && priorSubmission === 'resubmitted' && earlier === undefined;
        if (status !== undefined && !isOldFailure) return ALREADY_KNOWN;
      }
      saveProgress({ sent: true, ...checked } satisfies Sent);
      return await sendOrder(call, order, mayHaveBeenSent && attempt < TRUST_REFUSAL_AT_ATTEMPT);
    };
    const outcome = await withProvider(provider, order, work, { retryConfigurationFailures: isAttentionRaised });
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
): Promise<CheckedPayment | 'unconfirmed' | undefined> {
  if (paymentCheck === undefined) return undefined;
  try {
    const result = await withProvider(payments, order, (call) => queryPayment(call, { ref: order, ...paymentCheck }));
    if (result.outcome !== 'unpaid') return result;
  } catch (error) {
    if (mayHaveBeenSent || error instanceof CancelledFailure) throw error;
    return 'unconfirmed';
  }
  if (mayHaveBeenSent) throw pending('ECPay’s payment system does not have the payment', PAYMENT_RETRY_DELAY_MS);
  return 'unconfirmed';
}

async function sendOrder(call: Call, order: TicketOrder, shouldDoubtRefusal: boolean): Promise<IssueOutcome> {
  try {
    await call((api, options) => api.issue(order, options));
    return { outcome: 'accepted', numberWasKnown: false };
  } catch (error) {
    if (error instanceof AttemptOverdueError) throw error;
    if (error instanceof InvalidOrderError) return { outcome: 'invalid', code: error.code, message: error.message };
    const status = await queryStatus(call, order);
    if (status !== undefined) return ALREADY_KNOWN;
    if (!(error instanceof BusinessRefusalError)) throw error;
    if (shouldDoubtRefusal) throw pending('ECPay refuses an order that it may already have', REFUSAL_RETRY_DELAY_MS);
    return { outcome: 'refused', code: String(error.rtnCode), message: error.rtnMsg };
  }
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
