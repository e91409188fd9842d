import type { MerchantEvent, MerchantEventType } from '../index.js';
import type { MerchantWebhook } from './merchant-webhook.js';

interface Ear {
  readonly shop: MerchantWebhook;
  readonly tradeNo: string;
  /** Aborted when the demo is interrupted. */
  readonly signal: AbortSignal;
  /** Milliseconds that one piece of news is waited for. */
  readonly patience: number;
}

/** Makes a scenario's `hear` for one order: each call goes on where the one before it has stopped. */
export function listener({ shop, tradeNo, signal, patience }: Ear): (type: MerchantEventType) => Promise<void> {
  let heard = 0;
  return async function hear(type) {
    const over = new AbortController();
    // Not AbortSignal.timeout: Node 20 collects what AbortSignal.any alone refers to, and then it never fires.
    const timer = setTimeout(() => {
      over.abort(new Error(`the shop was not told "${type}" within ${patience / 1000} s`));
    }, patience);
    const inVain = AbortSignal.any([signal, over.signal]);
    try {
      for (;;) {
        const event = shop.told(tradeNo)[heard];
        if (event === undefined) await news(shop, inVain);
        else {
          heard += 1;
          if (event.type === type) return;
          refuseAttention(event, type);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  };
}

async function news(shop: MerchantWebhook, inVain: AbortSignal): Promise<void> {
  try {
    await shop.next(inVain);
  } catch {
    throw inVain.reason;
  }
}

function refuseAttention(event: MerchantEvent, waitedFor: MerchantEventType): void {
  if (event.type !== 'needsAttention') return;
  const { reason, words = 'no words' } = event.data.attention;
  throw new Error(`the shop waited to be told "${waitedFor}" and was told "needsAttention" (${reason}: ${words})`);
}
