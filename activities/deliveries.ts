import { metricMeter } from '@temporalio/activity';
import type { MerchantEvent } from '../workflows/messages/merchant-events.js';

/**
 * Delivers an event to the merchant. The event counts as accepted when the promise resolves; if it rejects, the event
 * is delivered again. Must be idempotent by `event.id`, because the same event may be delivered more than once.
 */
export type DeliverEvent = (event: MerchantEvent) => Promise<void>;

/** How long a delivery is kept that an attempt stopped awaiting, so that the next attempt can await it. */
const KEPT_FOR_MS = 60_000;

/**
 * The deliveries in progress in this process, so that a retry awaits a slow delivery instead of sending the event
 * again.
 */
export class Deliveries {
  readonly #inProgress = new Map<string, Promise<void>>();

  constructor(private readonly deliverEvent: DeliverEvent) {}

  /**
   * Delivers the event, or awaits the delivery that an earlier attempt has started.
   *
   * @param timeoutMs how long to wait
   * @returns false if the delivery is still in progress after that time
   * @throws what the merchant's function throws
   */
  async deliver(event: MerchantEvent, timeoutMs: number): Promise<boolean> {
    const delivery = this.#findOrStart(event);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, false);
    });
    try {
      const isAccepted = await Promise.race([delivery.then(() => true), timeout]);
      if (isAccepted) this.forget(event);
      else setTimeout(() => this.forget(event, delivery), KEPT_FOR_MS).unref();
      return isAccepted;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Makes the next attempt send the event again. With `delivery`: only if this is the delivery in progress. */
  forget(event: MerchantEvent, delivery?: Promise<void>): void {
    const current = this.#inProgress.get(keyOf(event));
    if (delivery === undefined || delivery === current) this.#inProgress.delete(keyOf(event));
  }

  #findOrStart(event: MerchantEvent): Promise<void> {
    const current = this.#inProgress.get(keyOf(event));
    if (current !== undefined) return current;
    const delivery = this.#start(event);
    this.#inProgress.set(keyOf(event), delivery);
    // The next attempt sends a failed event again, even if nobody awaits this delivery any more.
    delivery.catch(() => this.forget(event, delivery));
    return delivery;
  }

  async #start(event: MerchantEvent): Promise<void> {
    try {
      await this.deliverEvent(event);
    } catch (error) {
      measureDelivery(event, 'notAccepted');
      throw error;
    }
    measureDelivery(event, 'accepted');
  }
}

/** The content, not the id: a workflow task that Temporal discarded may have used the same id for another content. */
function keyOf(event: MerchantEvent): string {
  return JSON.stringify(event);
}

/** Counts a delivery. Call this inside an activity only. */
export function measureDelivery(
  { type, at, order: { merchantId } }: MerchantEvent,
  result: 'accepted' | 'notAccepted',
): void {
  metricMeter
    .createCounter('ecticket_events_total', '', 'Deliveries of events to the merchant, by result')
    .add(1, { merchant_id: merchantId, type, result });
  if (result === 'notAccepted') return;
  metricMeter
    .createHistogram('ecticket_event_lag_seconds', 'float', '', 'Time from an event to its acceptance by the merchant')
    .record(Math.max(Date.now() - Date.parse(at), 0) / 1000);
}
