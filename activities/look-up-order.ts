/** ECPay's record of one order, every page of it. */
import type { OrderBook, OrderRef } from '../ecticket/index.js';
import { readRecord, withProvider, type Provider } from './provider-call.js';

/** Milliseconds between two attempts at the most, once an operator knows: a callback has the record read at once. */
const HOUR = 3_600_000;

export interface OrderQuestion {
  readonly ref: OrderRef;
  /** The order needs attention because its record cannot be read: configuration faults are retried as well. */
  readonly isReported: boolean;
}

export function makeLookUpOrder(provider: Provider) {
  return async function lookUpOrder({ ref, isReported }: OrderQuestion): Promise<OrderBook> {
    return await withProvider(provider, ref, (call) => readRecord(provider, ref, call), {
      isReported,
      ...(isReported && { longestDelay: HOUR }),
    });
  };
}
