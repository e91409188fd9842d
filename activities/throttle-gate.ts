import { ThrottledError } from '../ecticket/index.js';
import { RateLimiter, type Turn } from './rate-limiter.js';

/** Where the activities log. Compatible with pino. Entries hold no keys and no personal data. */
export interface Log {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Sends a request and returns its result. Its owner sees when requests are under way. */
export type DuringRequest = <T>(send: () => Promise<T>) => Promise<T>;

/**
 * Every HTTP request to ECPay passes this gate. The gate applies the rate limit, and sends nothing for a merchant that
 * ECPay throttles (HTTP 403). Each process detects throttling on its own.
 */
export class ThrottleGate {
  /** By MerchantID: when the throttling ends, in milliseconds since the epoch. */
  readonly #closedUntil = new Map<string, number>();

  /**
   * @param limiter limits the rate. Default: no limit
   * @param duringRequest runs each request that is sent
   */
  constructor(
    private readonly log: Log,
    private readonly now: () => number,
    private readonly limiter = new RateLimiter(Infinity),
    private readonly duringRequest: DuringRequest = (send) => send(),
  ) {}

  /**
   * Sends the request at its turn, unless the merchant is throttled.
   *
   * @throws ThrottledError if ECPay throttles this request, or still throttles the merchant: then nothing is sent. All
   *   waiting requests of the merchant fail with it
   * @throws the signal's reason if it aborts during the wait
   */
  async pass<T>(turn: Turn, send: () => Promise<T>): Promise<T> {
    const { merchantId } = turn;
    this.#refuseIfThrottled(merchantId);
    await this.limiter.waitForTurn(turn);
    this.#refuseIfThrottled(merchantId);
    try {
      return await this.duringRequest(send);
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
    // ECPay also answers 403 to requests that were in flight. Log the first one only.
    if (before > this.now()) return;
    const fields = { merchantId, retryAt: new Date(until).toISOString() };
    this.log.warn(fields, 'ECPay throttles this merchant; this worker sends no requests for it before retryAt');
  }
}

function notCalled(merchantId: string, until: number): ThrottledError {
  return new ThrottledError('not called', merchantId, 403, until);
}
