import type { ActivitySlotInfo, CustomSlotSupplier } from '@temporalio/worker';

interface Limits {
  /** Activities that run in this process. */
  readonly running: number;
  /** Activities that run in this process without a request under way: most wait for their merchant's rate. */
  readonly waiting: number;
}

/**
 * The activity slots of the worker that calls ECPay. Activities that wait for their merchant's rate wait on the server,
 * which applies priorities and fairness, and where they cost nothing: a waiting activity in a worker sends billed
 * heartbeats. Activities whose request hangs keep no other from starting, until `running` of them hang.
 */
export class ProviderSlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  #issued = 0;
  #requests = 0;
  /** Resolves the reservations that wait for a slot, the oldest first. */
  readonly #waiting = new Set<() => void>();

  constructor(private readonly limits: Limits) {}

  /** Counts a request to ECPay as under way until it has ended. */
  readonly duringRequest = async <T>(send: () => Promise<T>): Promise<T> => {
    this.#requests += 1;
    this.#handOut();
    try {
      return await send();
    } finally {
      this.#requests -= 1;
    }
  };

  async reserveSlot(_context: unknown, abortSignal: AbortSignal): Promise<object> {
    return await new Promise((resolve, reject) => {
      const take = (): void => {
        abortSignal.removeEventListener('abort', abort);
        resolve({});
      };
      const abort = (): void => {
        this.#waiting.delete(take);
        // The SDK logs any other error.
        reject(abortSignal.reason as Error);
      };
      if (abortSignal.aborted) {
        abort();
        return;
      }
      abortSignal.addEventListener('abort', abort, { once: true });
      this.#waiting.add(take);
      this.#handOut();
    });
  }

  tryReserveSlot(): object | null {
    if (!this.#hasSlot()) return null;
    this.#issued += 1;
    return {};
  }

  markSlotUsed(): void {
    // An unused slot counts like a used one: its poll may return an activity at any moment.
  }

  releaseSlot(): void {
    this.#issued -= 1;
    this.#handOut();
  }

  #hasSlot(): boolean {
    return this.#issued < this.limits.running && this.#issued - this.#requests < this.limits.waiting;
  }

  #handOut(): void {
    for (const take of this.#waiting) {
      if (!this.#hasSlot()) return;
      this.#waiting.delete(take);
      this.#issued += 1;
      take();
    }
  }
}
