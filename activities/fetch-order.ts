/** ECPay's record of one order, every page of it. */
import type { ProviderOrder } from '../ecticket/index.js';
import { readRecord, withProvider, type Provider } from './provider-call.js';
import type { FetchOrderRequest } from '../workflows/messages/activities.js';

/** Milliseconds between two attempts at the most, once an operator knows: a callback has the record read at once. */
const HOUR = 3_600_000;

export function makeFetchOrder(provider: Provider) {
  return async function fetchOrder({ ref, isReported }: FetchOrderRequest): Promise<ProviderOrder> {
    return await withProvider(provider, ref, (call) => readRecord(provider, ref, call), {
      isReported,
      ...(isReported && { longestDelay: HOUR }),
    });
  };
}
