import type { MerchantEvent, MerchantEventType } from '../index.js';
import type { MerchantWebhook } from './merchant-webhook.js';

interface EventWaiterOptions {
  readonly merchant: MerchantWebhook;
  readonly tradeNo: string;
  /** Aborted when the demo is interrupted. */
  readonly signal: AbortSignal;
  /** How long each call waits for its event, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Creates the `waitForEvent` of one order. Each call continues after the event that the previous call returned on.
 *
 * @returns A function that resolves when the merchant receives an event of the given type. It rejects after the
 * timeout, on interruption, and when the order needs attention instead.
 */
export function createEventWaiter(options: EventWaiterOptions): (type: MerchantEventType) => Promise<void> {
  const { merchant, tradeNo, signal, timeoutMs } = options;
  let position = 0;
  return async function waitForEvent(type) {
    const timeout = new AbortController();
    // Not AbortSignal.timeout: Node 20 garbage-collects a signal that only AbortSignal.any refers to, so it never
    // fires.
    const timer = setTimeout(() => {
      timeout.abort(new Error(`the merchant did not receive the event "${type}" within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    const cancelled = AbortSignal.any([signal, timeout.signal]);
    try {
      for (;;) {
        const event = merchant.eventsOf(tradeNo)[position];
        if (event === undefined) await nextEvent(merchant, cancelled);
        else {
          position += 1;
          if (event.type === type) return;
          throwOnAttention(event, type);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  };
}

async function nextEvent(merchant: MerchantWebhook, cancelled: AbortSignal): Promise<void> {
  try {
    await merchant.nextEvent(cancelled);
  } catch {
    throw cancelled.reason;
  }
}

function throwOnAttention(event: MerchantEvent, expectedType: MerchantEventType): void {
  if (event.type !== 'needsAttention') return;
  const { reason, message = 'no message' } = event.data.attention;
  throw new Error(
    `the merchant expected the event "${expectedType}" and received "needsAttention" (${reason}: ${message})`,
  );
}
