import type { ProviderOrder } from '../ecticket/index.js';
import type { FetchOrderRequest } from '../workflows/messages/activities.js';
import { readRecord, withProvider, type Provider } from './provider-call.js';

/** Longest retry delay once an operator has been notified. A callback makes the workflow read the record at once. */
const MAX_DELAY_MS = 3_600_000;

/** The activity `fetchOrder`: reads every page of ECPay's record of one order. */
export function makeFetchOrder(provider: Provider) {
  return async function fetchOrder({ ref, isAttentionRaised }: FetchOrderRequest): Promise<ProviderOrder> {
    return await withProvider(provider, ref, (call) => readRecord(provider, ref, call), {
      retryConfigurationFailures: isAttentionRaised,
      ...(isAttentionRaised && { maxDelay: MAX_DELAY_MS }),
    });
  };
}
