/** How many events a {@link TokenBucket} allows. */
export interface Allowance {
  /** Events that may happen at once. */
  readonly burst: number;
  /** Milliseconds until one more event may happen. */
  readonly intervalMs: number;
}

/** Allows `burst` events at once, and one more per `intervalMs`. */
export class TokenBucket {
  readonly #allowance: Allowance;
  #tokens: number;
  #filledAt = performance.now();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
    this.#tokens = allowance.burst;
  }

  /** Takes a token. Returns false if none is left. */
  tryTake(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until a token is available; 0 if one is available now. */
  msUntilAvailable(): number {
    this.#refill();
    return Math.max(0, Math.ceil((1 - this.#tokens) * this.#allowance.intervalMs));
  }

  #refill(): void {
    const { burst, intervalMs } = this.#allowance;
    const now = performance.now();
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#filledAt) / intervalMs);
    this.#filledAt = now;
  }
}
