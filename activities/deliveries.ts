/** The deliveries that this process has under way, so that an event is not sent again while it still is on its way. */
import { metricMeter } from '@temporalio/activity';
import type { MerchantEvent } from '../workflows/messages/merchant-events.js';

/** The merchant's own function; an event is delivered when it resolves. The same event may come again. */
export type DeliverEvent = (event: MerchantEvent) => Promise<void>;

/** For so long (ms) a delivery that an attempt has not awaited to its end is there for the next attempt to await. */
const KEPT_FOR = 60_000;

export class Deliveries {
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(private readonly deliver: DeliverEvent) {}

  /**
   * Delivers the event, or goes on with the delivery that an earlier attempt has begun, and awaits it for `ms` at most.
   * @returns whether it was taken in that time; if not, it is still under way
   * @throws what the merchant's function throws
   */
  async awaitFor(ms: number, event: MerchantEvent): Promise<boolean> {
    const delivery = this.#of(event);
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, ms, false);
    });
    try {
      const isTaken = await Promise.race([delivery.then(() => true), timeUp]);
      if (isTaken) this.forget(event);
      else setTimeout(() => this.forget(event, delivery), KEPT_FOR).unref();
      return isTaken;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The next attempt sends the event anew; with `delivery`, only if it is that one which is known. */
  forget(event: MerchantEvent, delivery?: Promise<void>): void {
    const known = this.#underWay.get(keyOf(event));
    if (delivery === undefined || delivery === known) this.#underWay.delete(keyOf(event));
  }

  #of(event: MerchantEvent): Promise<void> {
    const known = this.#underWay.get(keyOf(event));
    if (known !== undefined) return known;
    const delivery = this.#begin(event);
    this.#underWay.set(keyOf(event), delivery);
    // What fails is tried anew, also where no attempt awaits it any more.
    delivery.catch(() => this.forget(event, delivery));
    return delivery;
  }

  async #begin(event: MerchantEvent): Promise<void> {
    try {
      await this.deliver(event);
    } catch (error) {
      measure(event, 'notTaken');
      throw error;
    }
    measure(event, 'taken');
  }
}

/** Not the id: a workflow task that was thrown away may have given it to other news. */
function keyOf(event: MerchantEvent): string {
  return JSON.stringify(event);
}

/** Counts an event as taken or not; inside an activity only. */
export function measure({ type, at, order: { merchantId } }: MerchantEvent, result: 'taken' | 'notTaken'): void {
  metricMeter
    .createCounter('ecticket_events_total', '', 'Events brought to the merchant, by whether they were taken')
    .add(1, { merchant_id: merchantId, type, result });
  if (result === 'notTaken') return;
  metricMeter
    .createHistogram('ecticket_event_lag_seconds', 'float', '', 'From what happened to the merchant having its event')
    .record(Math.max(Date.now() - Date.parse(at), 0) / 1000);
}
