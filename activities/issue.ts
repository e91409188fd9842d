/** Issue, so that however often it is tried an order is issued once. */
import { activityInfo } from '@temporalio/activity';
import { BusinessRefusalError, InvalidOrderError, type TicketOrder } from '../ecticket/index.js';
import { withProvider, type Call, type Provider } from './provider-call.js';

export interface IssueRequest {
  readonly order: TicketOrder;
  /** An earlier activity may have sent this order already. */
  readonly mayHaveBeenSent: boolean;
}

/** ECPay has the order, or says a clear no, with its code and words. */
export type IssueAnswer =
  | {
      readonly outcome: 'accepted';
      /** ECPay has an order under this number, and has not said that it is this one. */
      readonly numberWasKnown: boolean;
    }
  | { readonly outcome: 'refused'; readonly code: string; readonly words: string };

/**
 * Check and skip: any attempt after the first, and any answer that is not a clear yes, asks QueryIssueResult about the
 * same trade number before it decides. Never issues under another number.
 */
export function makeIssue(provider: Provider) {
  return async function issue({ order, mayHaveBeenSent }: IssueRequest): Promise<IssueAnswer> {
    return await withProvider(provider, order, async (call) => {
      if (mayHaveBeenSent || activityInfo().attempt > 1) {
        const known = await whatECPayKnows(call, order);
        if (known !== undefined) return known;
      }
      return await send(call, order);
    });
  };
}

async function send(call: Call, order: TicketOrder): Promise<IssueAnswer> {
  try {
    await call((api, options) => api.issue(order, options));
    return { outcome: 'accepted', numberWasKnown: false };
  } catch (error) {
    if (error instanceof InvalidOrderError) return { outcome: 'refused', code: error.code, words: error.message };
    const known = await whatECPayKnows(call, order);
    if (known !== undefined) return known;
    if (!(error instanceof BusinessRefusalError)) throw error;
    return { outcome: 'refused', code: String(error.rtnCode), words: error.rtnMsg };
  }
}

/**
 * Undefined when ECPay's book holds no order under this number: any RtnCode but 1 says so, since their table is not public.
 * An order whose issuing has failed was accepted; what became of it is asked next.
 */
async function whatECPayKnows(call: Call, order: TicketOrder): Promise<IssueAnswer | undefined> {
  try {
    await call((api, options) => api.queryIssueResult(order, options));
    return { outcome: 'accepted', numberWasKnown: true };
  } catch (error) {
    if (error instanceof BusinessRefusalError) return undefined;
    throw error;
  }
}
