import { randomInt } from 'node:crypto';
import { formatDate } from '../time/taipei.js';

/**
 * Generates ECPay's numbers. Their lengths are ECPay's, their values the sandbox's choice. Clerks scan redemption
 * numbers, so these are random; the others are sequential.
 */
export class NumberGenerator {
  #lastNumber = 0;
  readonly #writeOffNos = new Set<string>();

  /** Returns a TicketTradeNo of 16 characters. @param now Milliseconds since the epoch. */
  ticketTradeNo(now: number): string {
    return this.#next(now);
  }

  /** Returns a TicketNo of 16 characters. @param now Milliseconds since the epoch. */
  ticketNo(now: number): string {
    return this.#next(now);
  }

  /** Returns a redemption number (WriteOffNo) of 18 digits. */
  writeOffNo(): string {
    const number = [6, 6, 6].map((digits) => String(randomInt(10 ** digits)).padStart(digits, '0')).join('');
    if (this.#writeOffNos.has(number)) return this.writeOffNo();
    this.#writeOffNos.add(number);
    return number;
  }

  #next(now: number): string {
    this.#lastNumber += 1;
    return formatDate(now) + String(this.#lastNumber).padStart(8, '0');
  }
}
