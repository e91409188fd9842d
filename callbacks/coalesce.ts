/**
 * Coalesces callbacks of one order into few signals. Each signal costs the order a workflow task and history events.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { OrderRef } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import type { Callback } from '../workflows/messages/order.js';
import type {
  CoalescedDelivery,
  Deliver,
  DeliverCoalesced,
  NotificationDelivery,
  ReceivedPayment,
} from './delivery.js';
import { ANSWER_TIMEOUT_MS, withTimeout } from './timeout.js';
import { TokenBucket } from './token-bucket.js';

/** How long a content that an order has accepted counts as known. */
const REPEAT_WINDOW_MS = 60_000;
/**
 * Consecutive signals with the same content per window. After another content, the same one may report something new: a
 * ticket is redeemed, cancelled and redeemed again. More than one, because the callback of the cancellation may be lost.
 */
const MAX_SIGNALS_PER_CONTENT = 3;
/** Signals per order, whatever their contents. */
const SIGNAL_ALLOWANCE = { burst: 5, intervalMs: 5000 };
/** Number of orders, and of payments, that the cache holds. An evicted one costs one more signal. */
const MAX_REMEMBERED = 10_000;
/** Callbacks of one order that may wait for its next signal. Each holds a connection that another order may need. */
const MAX_WAITING = 100;

/** Too many callbacks of one order wait already. */
class TooManyWaitError extends Error {
  override readonly name = 'TooManyWaitError';
  readonly code = 'TOO_MANY_WAIT';
}

/**
 * Delivers callbacks and payments with as few signals as possible, without losing any (docs/decisions/0025).
 *
 * - A callback is accepted when a signal sent after its arrival is accepted. While a signal of the order is being sent,
 *   or must wait for its allowance, further callbacks wait and share the next signal.
 * - A content that the order accepted several times within a minute, and no other in between, is `repeated`: no signal is
 *   sent.
 * - A payment is never merged with another. The same payment is `repeated` for a minute after the order accepted it.
 *
 * @returns A function that throws if no order has the callback or the payment.
 */
export function coalesce(deliver: Deliver): DeliverCoalesced {
  const orders = new LRUCache<string, OrderCallbacks>({ max: MAX_REMEMBERED });
  const payments = new LRUCache<string, { readonly delivery: Promise<NotificationDelivery>; readonly until: number }>({
    max: MAX_REMEMBERED,
  });
  return async (order, notification) =>
    notification.kind === 'payment'
      ? await deliverPayment(order, notification)
      : await callbacksOf(order).deliver(notification);

  function callbacksOf(order: OrderRef): OrderCallbacks {
    const workflowId = workflowIdOf(order);
    const known = orders.get(workflowId);
    if (known !== undefined) return known;
    const callbacks = new OrderCallbacks((callback) => withTimeout(ANSWER_TIMEOUT_MS, deliver(order, callback)));
    orders.set(workflowId, callbacks);
    return callbacks;
  }

  async function deliverPayment(order: OrderRef, received: ReceivedPayment): Promise<CoalescedDelivery> {
    // Without a reference, two equal payments may be different payments.
    if (received.payment.reference === undefined) return await deliver(order, received);
    const key = hashContent([workflowIdOf(order), received.payment]);
    const known = payments.get(key);
    if (known !== undefined && known.until > performance.now()) {
      const result = await known.delivery;
      return result === 'accepted' ? 'repeated' : result;
    }
    const delivery = withTimeout(ANSWER_TIMEOUT_MS, deliver(order, received));
    payments.set(key, { delivery, until: performance.now() + REPEAT_WINDOW_MS });
    try {
      const result = await delivery;
      if (result !== 'accepted') payments.delete(key);
      return result;
    } catch (error) {
      payments.delete(key);
      throw error;
    }
  }
}

/** Callbacks that share a signal. */
interface Batch {
  /** The latest callback, which the signal carries. */
  callback: Callback;
  readonly contents: Set<string>;
  waiting: number;
}

interface BatchDelivery {
  readonly batch: Batch;
  readonly delivery: Promise<NotificationDelivery>;
}

/** The last content that an order accepted, in how many consecutive signals, and until when they count. */
interface AcceptedContent {
  readonly content: string;
  readonly signals: number;
  readonly until: number;
}

/** The callbacks of one order. */
class OrderCallbacks {
  readonly #sendSignal: (callback: Callback) => Promise<NotificationDelivery>;
  readonly #allowance = new TokenBucket(SIGNAL_ALLOWANCE);
  #lastAccepted: AcceptedContent | undefined;
  /** The batch that is not sent yet. Further callbacks may join it. */
  #next: BatchDelivery | undefined;
  /** Settles when the latest batch has been sent or has failed. */
  #latest: Promise<unknown> = Promise.resolve();

  constructor(sendSignal: (callback: Callback) => Promise<NotificationDelivery>) {
    this.#sendSignal = sendSignal;
  }

  async deliver(callback: Callback): Promise<CoalescedDelivery> {
    const content = hashContent([callback.kind, callback.data]);
    if (this.#isRepeated(content)) return 'repeated';
    const { batch, delivery } = (this.#next ??= this.#startBatch(callback));
    if (batch.waiting >= MAX_WAITING) {
      throw new TooManyWaitError(`${MAX_WAITING} callbacks wait for the order's next signal`);
    }
    batch.callback = callback;
    batch.contents.add(content);
    batch.waiting += 1;
    return await delivery;
  }

  #startBatch(callback: Callback): BatchDelivery {
    const batch: Batch = { callback, contents: new Set(), waiting: 0 };
    const delivery = this.#sendBatch(batch, this.#latest);
    this.#latest = delivery.catch(() => undefined);
    return { batch, delivery };
  }

  async #sendBatch(batch: Batch, previous: Promise<unknown>): Promise<NotificationDelivery> {
    await previous;
    while (!this.#allowance.tryTake()) await sleepMs(this.#allowance.msUntilAvailable());
    // A callback that arrives from now on needs a later signal: the order may read ECPay's record before it.
    this.#next = undefined;
    const delivery = await this.#sendSignal(batch.callback);
    if (delivery === 'accepted') this.#remember(batch.contents);
    return delivery;
  }

  #isRepeated(content: string): boolean {
    return (this.#accepted(content)?.signals ?? 0) >= MAX_SIGNALS_PER_CONTENT;
  }

  #remember(contents: ReadonlySet<string>): void {
    const [content = ''] = contents;
    const known = this.#accepted(content) ?? { content, signals: 0, until: performance.now() + REPEAT_WINDOW_MS };
    this.#lastAccepted = contents.size === 1 ? { ...known, signals: known.signals + 1 } : undefined;
  }

  /** The signals that count for this content. */
  #accepted(content: string): AcceptedContent | undefined {
    const last = this.#lastAccepted;
    return last?.content === content && last.until > performance.now() ? last : undefined;
  }
}

function sleepMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Hashes a content, so that remembering many takes little memory. */
function hashContent(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64');
}
