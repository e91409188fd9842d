import { activityInfo } from '@temporalio/activity';
import { BusinessRefusalError, InvalidOrderError, type IssueResult, type TicketOrder } from '../ecticket/index.js';
import type { IssueOutcome, IssueRequest } from '../workflows/messages/activities.js';
import { pending } from './failures.js';
import { mayHaveRunBefore, withProvider, type Call, type Provider, type SaveProgress } from './provider-call.js';

const ALREADY_KNOWN: IssueOutcome = { outcome: 'accepted', numberWasKnown: true };

/**
 * A refusal after a lost answer may mean that ECPay has the order but its records are behind. The refusal counts from
 * this attempt on.
 */
const TRUST_REFUSAL_AT_ATTEMPT = 5;
const REFUSAL_RETRY_DELAY_MS = 5000;

/** The heartbeat details once Issue was called. */
const SENT = 'sent';

/**
 * The activity `issue`: sends the order to ECPay, so that ECPay issues it once however often the activity is attempted.
 * Any attempt after the first, and any answer except a clear acceptance, first queries the issue result under the same
 * trade number. The activity never issues under another number.
 */
export function makeIssue(provider: Provider) {
  return async function issue({ order, priorSubmission, isAttentionRaised }: IssueRequest): Promise<IssueOutcome> {
    const { attempt } = activityInfo();
    const wasSent = activityInfo().heartbeatDetails === SENT;
    const mayHaveBeenSent = priorSubmission === 'unanswered' || mayHaveRunBefore();
    const work = async (call: Call, saveProgress: SaveProgress): Promise<IssueOutcome> => {
      if (priorSubmission !== 'nothing' || mayHaveBeenSent) {
        const status = await queryStatus(call, order);
        // An order that failed at ECPay before an operator resubmitted it has no tickets: issue it again.
        const isOldFailure = status === 'failed' && priorSubmission === 'resubmitted' && !wasSent;
        if (status !== undefined && !isOldFailure) return ALREADY_KNOWN;
      }
      saveProgress(SENT);
      return await sendOrder(call, order, mayHaveBeenSent && attempt < TRUST_REFUSAL_AT_ATTEMPT);
    };
    return await withProvider(provider, order, work, { retryConfigurationFailures: isAttentionRaised });
  };
}

async function sendOrder(call: Call, order: TicketOrder, shouldDoubtRefusal: boolean): Promise<IssueOutcome> {
  try {
    await call((api, options) => api.issue(order, options));
    return { outcome: 'accepted', numberWasKnown: false };
  } catch (error) {
    if (error instanceof InvalidOrderError) return { outcome: 'invalid', code: error.code, words: error.message };
    const status = await queryStatus(call, order);
    if (status !== undefined) return ALREADY_KNOWN;
    if (!(error instanceof BusinessRefusalError)) throw error;
    if (shouldDoubtRefusal) throw pending('ECPay refuses an order that it may already have', REFUSAL_RETRY_DELAY_MS);
    return { outcome: 'refused', code: String(error.rtnCode), words: error.rtnMsg };
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
