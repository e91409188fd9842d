export interface Allowance {
  /** How many may happen at once. */
  readonly burst: number;
  /** Milliseconds until one more may happen. */
  readonly every: number;
}

/** Allows `burst` events at once, and one more every so often. */
export class TokenBucket {
  readonly #allowance: Allowance;
  #tokens: number;
  #filledAt = performance.now();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
    this.#tokens = allowance.burst;
  }

  /** Takes a token; false where none is left. */
  take(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until a token is there; 0 where one is. */
  wait(): number {
    this.#fill();
    return Math.max(0, Math.ceil((1 - this.#tokens) * this.#allowance.every));
  }

  #fill(): void {
    const { burst, every } = this.#allowance;
    const now = performance.now();
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#filledAt) / every);
    this.#filledAt = now;
  }
}
