/** Too many calls earn a merchant half an hour of HTTP 403: until it is over, not one call more is made for it. */
import { ThrottledError } from '../ecticket/index.js';
import type { Log } from './log.js';

export class ThrottleGate {
  /** By MerchantID: closed until (ms since the epoch). */
  readonly #closedUntil = new Map<string, number>();

  constructor(
    private readonly log: Log,
    private readonly now: () => number,
  ) {}

  /**
   * Makes the call unless the merchant is throttled.
   * @throws ThrottledError when ECPay throttles this call or has throttled one before and the time is not up
   */
  async pass<T>(merchantId: string, call: () => Promise<T>): Promise<T> {
    const until = this.#closedUntil.get(merchantId);
    if (until !== undefined && until > this.now()) throw new ThrottledError('not called', merchantId, 403, until);
    this.#closedUntil.delete(merchantId);
    try {
      return await call();
    } catch (error) {
      if (error instanceof ThrottledError) this.#close(merchantId, error.retryAt);
      throw error;
    }
  }

  #close(merchantId: string, until: number): void {
    this.#closedUntil.set(merchantId, until);
    const retryAt = new Date(until).toISOString();
    this.log.warn({ merchantId, retryAt }, 'ECPay throttles this merchant: no call is made for it before retryAt');
  }
}
