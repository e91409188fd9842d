/** Issue, so that however often it is tried an order is issued once. */
import { activityInfo } from '@temporalio/activity';
import { BusinessRefusalError, InvalidOrderError, type IssueResult, type TicketOrder } from '../ecticket/index.js';
import { pending } from './failures.js';
import { withProvider, type Call, type Keep, type Provider } from './provider-call.js';
import type { IssueOutcome, IssueRequest } from '../workflows/messages/activities.js';

const KNOWN: IssueOutcome = { outcome: 'accepted', numberWasKnown: true };

/** A "no" that follows a lost answer may mean that ECPay has the order and its books are behind: believed at this attempt. */
const NO_IS_BELIEVED_AT = 5;
const ASKED_AGAIN_AFTER = 5000;

/** Heartbeat details: Issue was called. */
const SENT = 'sent';

/**
 * Check and skip: any attempt after the first, and any answer that is not a clear yes, asks QueryIssueResult about the
 * same trade number before it decides. Never issues under another number.
 */
export function makeIssue(provider: Provider) {
  return async function issue({ order, sentBefore, isReported }: IssueRequest): Promise<IssueOutcome> {
    const { attempt } = activityInfo();
    const wasSent = activityInfo().heartbeatDetails === SENT;
    const isDoubtful = sentBefore === 'unanswered' || attempt > 1;
    const work = async (call: Call, keep: Keep): Promise<IssueOutcome> => {
      if (sentBefore !== 'nothing' || isDoubtful) {
        const status = await statusAtECPay(call, order);
        // What failed before a person sent it again has no tickets.
        const isSentAgain = status === 'failed' && sentBefore === 'resubmitted' && !wasSent;
        if (status !== undefined && !isSentAgain) return KNOWN;
      }
      keep(SENT);
      return await send(call, order, isDoubtful && attempt < NO_IS_BELIEVED_AT);
    };
    return await withProvider(provider, order, work, { isReported });
  };
}

async function send(call: Call, order: TicketOrder, isNoDoubted: boolean): Promise<IssueOutcome> {
  try {
    await call((api, options) => api.issue(order, options));
    return { outcome: 'accepted', numberWasKnown: false };
  } catch (error) {
    if (error instanceof InvalidOrderError) return { outcome: 'invalid', code: error.code, words: error.message };
    const status = await statusAtECPay(call, order);
    if (status !== undefined) return KNOWN;
    if (!(error instanceof BusinessRefusalError)) throw error;
    if (isNoDoubted) throw pending('ECPay refuses an order that it may have', ASKED_AGAIN_AFTER);
    return { outcome: 'refused', code: String(error.rtnCode), words: error.rtnMsg };
  }
}

/**
 * Undefined when ECPay's record holds no order under this number: any RtnCode but 1 says so, since their table is not public.
 * An order whose issuing has failed was accepted; what became of it is asked next.
 */
async function statusAtECPay(call: Call, order: TicketOrder): Promise<IssueResult['status'] | undefined> {
  try {
    const { status } = await call((api, options) => api.queryIssueResult(order, options));
    return status;
  } catch (error) {
    if (error instanceof BusinessRefusalError) return undefined;
    throw error;
  }
}
