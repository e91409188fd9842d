/** The merchant: what it receives about an order, and the promises about it. */
import { isDeepStrictEqual } from 'node:util';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';

export class SimulatedMerchant {
  /** By sequence. */
  readonly #events = new Map<number, MerchantEvent>();
  #first: number | undefined;

  /** The sequence of the last accepted event. */
  last = 0;

  /** In the order of their sequences, which is that of their arrival. */
  get events(): readonly MerchantEvent[] {
    return [...this.#events.values()];
  }

  get types(): readonly MerchantEvent['type'][] {
    return this.events.map(({ type }) => type);
  }

  /** Accepts an event. @throws Error if an id names two contents, or an event before it is missing */
  accept(event: MerchantEvent): void {
    const known = this.#events.get(event.sequence);
    if (known !== undefined) {
      if (!isDeepStrictEqual(known, event)) throw new Error(`Event ${event.sequence} has two contents.`);
      return;
    }
    this.#first ??= event.sequence;
    const expected = this.last === 0 ? this.#first : this.last + 1;
    if (event.sequence !== expected) throw new Error(`Event ${event.sequence} arrives after event ${this.last}.`);
    this.#events.set(event.sequence, event);
    this.last = event.sequence;
  }
}
