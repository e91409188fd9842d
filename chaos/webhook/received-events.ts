import { readFile } from 'node:fs/promises';
import type { MerchantEvent } from '../../index.js';

/** The events of one order in the sequence of their arrival, repeated deliveries included. */
export type ReceivedEvents = ReadonlyMap<string, readonly MerchantEvent[]>;

/** Reads what the webhook has stored, by trade number. The last line of a webhook that was killed may be incomplete. */
export async function readReceivedEvents(file: string): Promise<ReceivedEvents> {
  const byOrder = new Map<string, MerchantEvent[]>();
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const event = parseEvent(line);
    if (event === undefined) continue;
    const tradeNo = event.order.merchantTradeNo ?? event.order.freeTradeNo ?? '';
    byOrder.set(tradeNo, [...(byOrder.get(tradeNo) ?? []), event]);
  }
  return byOrder;
}

function parseEvent(line: string): MerchantEvent | undefined {
  try {
    return JSON.parse(line) as MerchantEvent;
  } catch {
    return undefined;
  }
}
