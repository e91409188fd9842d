/** The calls of the floor's workflow to ECPay and to the merchant, by hand. */
import { ApplicationFailure } from '@temporalio/common';
import { activityInfo } from '@temporalio/activity';
import { encryptAndSign, verifyAndDecrypt, type FloorEnvelope, type FloorKeys } from './protocol.js';

export interface FloorOrder {
  readonly tradeNo: string;
  readonly merchantId: string;
  /** Data of ECPay's Issue. */
  readonly issueData: object;
}

export interface FloorEvent {
  readonly type: string;
  readonly tradeNo: string;
}

export interface FloorActivities {
  issue(order: FloorOrder): Promise<void>;
  pollIssuance(order: FloorOrder): Promise<FloorRecord>;
  fetchOrder(order: FloorOrder): Promise<FloorRecord>;
  deliver(events: readonly FloorEvent[]): Promise<void>;
}

/** What the floor uses of ECPay's replies. The rest goes into the history as it came. */
interface FloorRecord {
  readonly RtnCode: number;
  readonly RtnMsg: string;
  readonly Status?: string | number;
  readonly UnUsedCount?: number;
}

/** @param sandboxUrl ECPay's address @param onEvent the merchant */
export function createFloorActivities(
  sandboxUrl: string,
  keys: FloorKeys,
  onEvent: (event: FloorEvent) => void,
): FloorActivities {
  async function call(path: string, merchantId: string, data: object): Promise<FloorRecord> {
    const envelope = {
      MerchantID: merchantId,
      RqHeader: { Timestamp: Math.floor(Date.now() / 1000) },
      ...encryptAndSign(data, keys),
    };
    const response = await fetch(`${sandboxUrl}/api/Ticket/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(envelope),
    });
    const reply = verifyAndDecrypt((await response.json()) as FloorEnvelope, keys) as FloorRecord;
    if (reply.RtnCode !== 1) throw new Error(`${path}: ${reply.RtnCode} ${reply.RtnMsg}`);
    return reply;
  }

  const fetchOrder: FloorActivities['fetchOrder'] = async ({ merchantId, tradeNo }) => {
    const data = { MerchantID: merchantId, MerchantTradeNo: tradeNo, PageNum: 1 };
    return await call('QueryOrderInfo', merchantId, data);
  };

  return {
    issue: async ({ merchantId, issueData }) => {
      await call('Issue', merchantId, issueData);
    },
    // The first attempt waits for ECPay's job, as the product does; it sends no query.
    pollIssuance: async (order) => {
      const { merchantId, tradeNo } = order;
      if (activityInfo().attempt > 1) {
        const data = { MerchantID: merchantId, MerchantTradeNo: tradeNo };
        const { Status } = await call('QueryIssueResult', merchantId, data);
        if (String(Status) === '1') return await fetchOrder(order);
      }
      throw ApplicationFailure.create({ message: 'not issued yet', nextRetryDelay: '1 second' });
    },
    fetchOrder,
    deliver: (events) => {
      for (const event of events) onEvent(event);
      return Promise.resolve();
    },
  };
}
