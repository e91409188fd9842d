import { ThrottledError } from '../ecticket/index.js';
import type { Log } from './log.js';
import { RateLimiter, type Turn } from './rate-limiter.js';

/**
 * Every HTTP request to ECPay passes here: it waits for its merchant's turn, and is not sent while ECPay throttles the
 * merchant (HTTP 403). What this process has learnt, only this process knows.
 */
export class ThrottleGate {
  /** By MerchantID: throttled until (ms since the epoch). */
  readonly #closedUntil = new Map<string, number>();

  /** @param limiter spaces out the requests; left out, none of them waits. */
  constructor(
    private readonly log: Log,
    private readonly now: () => number,
    private readonly limiter = new RateLimiter(Infinity),
  ) {}

  /**
   * Sends the request when its turn has come, unless the merchant is throttled.
   * @throws ThrottledError when ECPay throttles this request, or has throttled one before and the time is not up: then
   *   nothing is sent; that also ends the wait of all requests of this merchant
   * @throws the signal's reason when it is aborted during the wait
   */
  async pass<T>(turn: Turn, send: () => Promise<T>): Promise<T> {
    const { merchantId } = turn;
    this.#refuseIfThrottled(merchantId);
    await this.limiter.waitForTurn(turn);
    this.#refuseIfThrottled(merchantId);
    try {
      return await send();
    } catch (error) {
      if (error instanceof ThrottledError) this.#close(merchantId, error.retryAt);
      throw error;
    }
  }

  #refuseIfThrottled(merchantId: string): void {
    const until = this.#closedUntil.get(merchantId);
    if (until === undefined) return;
    if (until > this.now()) throw notCalled(merchantId, until);
    this.#closedUntil.delete(merchantId);
  }

  #close(merchantId: string, retryAt: number): void {
    const before = this.#closedUntil.get(merchantId) ?? 0;
    const until = Math.max(before, retryAt);
    this.#closedUntil.set(merchantId, until);
    this.limiter.reject(merchantId, notCalled(merchantId, until));
    // Requests that were on their way are answered 403 too: one warning is enough.
    if (before > this.now()) return;
    const fields = { merchantId, retryAt: new Date(until).toISOString() };
    this.log.warn(fields, 'ECPay throttles this merchant: this worker sends nothing for it before retryAt');
  }
}

function notCalled(merchantId: string, until: number): ThrottledError {
  return new ThrottledError('not called', merchantId, 403, until);
}
