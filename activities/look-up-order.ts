/** ECPay's book of one order, every page of it. */
import type { OrderBook, OrderRef } from '../ecticket/index.js';
import { withProvider, type Provider } from './provider-call.js';

export function makeLookUpOrder(provider: Provider) {
  return async function lookUpOrder(ref: OrderRef): Promise<OrderBook> {
    return await withProvider(provider, ref, (call) => call((api, options) => api.queryOrder(ref, options)));
  };
}
