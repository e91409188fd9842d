/** Callbacks of one order become few signals: each signal costs the order a task and events of its history. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CallbackDelivery } from '../client/orders/deliver-callback.js';
import type { OrderRef } from '../ecticket/order.js';
import type { Callback } from '../workflows/messages/order.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import type { Deliver, ReceivedPayment } from './deliver.js';
import { withTimeout } from './with-timeout.js';
import { ANSWER_WITHIN } from './limits.js';
import { TokenBucket } from './token-bucket.js';

/** What became of a callback or a payment; `repeated`: the order has had the same a moment ago, and gets no other signal. */
export type DeliveryOutcome = CallbackDelivery | 'repeated';

export type DeliverOnce = (order: OrderRef, news: Callback | ReceivedPayment) => Promise<DeliveryOutcome>;

/** For how long a content that an order has accepted counts as known. Milliseconds. */
const WINDOW = 60_000;
/**
 * Signals of the same content within the window. More than one, since the same words may report something new: a ticket
 * that is redeemed, restored and redeemed again.
 */
const SIGNALS_PER_CONTENT = 3;
/** Signals per order, whatever their contents. */
const SIGNALS = { burst: 5, every: 5000 };
/** Orders, and payments, that are remembered. One that is forgotten costs a signal more. */
const REMEMBERED = 10_000;
/** Contents that are remembered per order. */
const CONTENTS = 20;
/** Callbacks of one order that may wait for its next signal: each holds a connection that another order may need. */
const WAITING = 100;

/** Too many callbacks of one order wait already. */
class TooManyWaitError extends Error {
  override readonly name = 'TooManyWaitError';
  readonly code = 'TOO_MANY_WAIT';
}

/**
 * Delivers callbacks and payments in as few signals as it can without losing any (docs/decisions/0025).
 *
 * - A callback is accepted when a signal that was sent after its arrival is accepted. While one signal of the order is on
 *   its way, or none is allowed yet, further callbacks wait and share the next signal.
 * - A content that the order has accepted several times within a minute is `repeated`: no signal is sent.
 * - A payment is never merged with another. The same payment is `repeated` within a minute after the order accepted it.
 *
 * What it throws means that nothing has the callback or the payment.
 */
export function coalesce(deliver: Deliver): DeliverOnce {
  const orders = new LRUCache<string, OrderCallbacks>({ max: REMEMBERED });
  const payments = new LRUCache<string, { readonly delivery: Promise<CallbackDelivery>; readonly until: number }>({
    max: REMEMBERED,
  });
  return async (order, news) =>
    news.kind === 'payment' ? await payment(order, news) : await callbacksOf(order).take(news);

  function callbacksOf(order: OrderRef): OrderCallbacks {
    const workflowId = workflowIdOf(order);
    const known = orders.get(workflowId);
    if (known !== undefined) return known;
    const callbacks = new OrderCallbacks((callback) => withTimeout(ANSWER_WITHIN, deliver(order, callback)));
    orders.set(workflowId, callbacks);
    return callbacks;
  }

  async function payment(order: OrderRef, news: ReceivedPayment): Promise<DeliveryOutcome> {
    // Two payments without a number of their own may be two payments.
    if (news.payment.reference === undefined) return await deliver(order, news);
    const key = fingerprint([workflowIdOf(order), news.payment]);
    const known = payments.get(key);
    if (known !== undefined && known.until > performance.now()) {
      const outcome = await known.delivery;
      return outcome === 'accepted' ? 'repeated' : outcome;
    }
    const delivery = withTimeout(ANSWER_WITHIN, deliver(order, news));
    payments.set(key, { delivery, until: performance.now() + WINDOW });
    try {
      const outcome = await delivery;
      if (outcome !== 'accepted') payments.delete(key);
      return outcome;
    } catch (error) {
      payments.delete(key);
      throw error;
    }
  }
}

/** Callbacks that share a signal. */
interface Batch {
  /** The last of them, which the signal carries. */
  callback: Callback;
  readonly contents: Set<string>;
  waiting: number;
}

interface Sending {
  readonly batch: Batch;
  readonly delivery: Promise<CallbackDelivery>;
}

/** The callbacks of one order. */
class OrderCallbacks {
  readonly #signal: (callback: Callback) => Promise<CallbackDelivery>;
  readonly #tokens = new TokenBucket(SIGNALS);
  /** How many signals of a content the order accepted, and until when they count. The oldest content first. */
  readonly #accepted = new Map<string, { readonly signals: number; readonly until: number }>();
  /** Not sent yet: further callbacks may still join. */
  #next: Sending | undefined;
  /** Settles when the last batch that was begun has been sent, or could not be. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(signal: (callback: Callback) => Promise<CallbackDelivery>) {
    this.#signal = signal;
  }

  async take(callback: Callback): Promise<DeliveryOutcome> {
    const content = fingerprint([callback.kind, callback.data]);
    if (this.#isRepeated(content)) return 'repeated';
    const { batch, delivery } = (this.#next ??= this.#begin(callback));
    if (batch.waiting >= WAITING) throw new TooManyWaitError(`${WAITING} callbacks wait for the order's next signal`);
    batch.callback = callback;
    batch.contents.add(content);
    batch.waiting += 1;
    return await delivery;
  }

  #begin(callback: Callback): Sending {
    const batch: Batch = { callback, contents: new Set(), waiting: 0 };
    const delivery = this.#send(batch, this.#last);
    this.#last = delivery.catch(() => undefined);
    return { batch, delivery };
  }

  async #send(batch: Batch, last: Promise<unknown>): Promise<CallbackDelivery> {
    await last;
    while (!this.#tokens.take()) await passing(this.#tokens.wait());
    // Whatever arrives from now on needs a later signal: the order may have read ECPay's record by then.
    this.#next = undefined;
    const delivery = await this.#signal(batch.callback);
    if (delivery === 'accepted') for (const content of batch.contents) this.#remember(content);
    return delivery;
  }

  #isRepeated(content: string): boolean {
    const { signals = 0, until = 0 } = this.#accepted.get(content) ?? {};
    return until > performance.now() && signals >= SIGNALS_PER_CONTENT;
  }

  #remember(content: string): void {
    const now = performance.now();
    const known = this.#accepted.get(content);
    this.#accepted.delete(content);
    this.#accepted.set(
      content,
      known !== undefined && known.until > now
        ? { signals: known.signals + 1, until: known.until }
        : { signals: 1, until: now + WINDOW },
    );
    for (const oldest of this.#accepted.keys()) {
      if (this.#accepted.size <= CONTENTS) break;
      this.#accepted.delete(oldest);
    }
  }
}

function passing(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Of a length that can be kept for many. */
function fingerprint(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64');
}
