import { randomInt } from 'node:crypto';
import { formatDate } from '../time/taipei.js';

/**
 * The numbers that ECPay gives: the lengths are its own, how they are made up is a choice. A redemption number is what
 * a clerk scans, so it cannot be guessed; the others count on.
 */
export class NumberGenerator {
  #last = 0;
  readonly #writeOffNos = new Set<string>();

  /** S16. `now` in ms. */
  ticketTradeNo(now: number): string {
    return this.#next(now);
  }

  /** S16. `now` in ms. */
  ticketNo(now: number): string {
    return this.#next(now);
  }

  /** S18, digits. */
  writeOffNo(): string {
    const number = [6, 6, 6].map((digits) => String(randomInt(10 ** digits)).padStart(digits, '0')).join('');
    if (this.#writeOffNos.has(number)) return this.writeOffNo();
    this.#writeOffNos.add(number);
    return number;
  }

  #next(now: number): string {
    this.#last += 1;
    return formatDate(now) + String(this.#last).padStart(8, '0');
  }
}
