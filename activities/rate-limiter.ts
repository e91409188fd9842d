import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';

/** A request that waits for its turn. */
export interface Turn {
  readonly merchantId: string;
  /** Temporal's priority: 1 runs first. Within one priority, first come, first served. */
  readonly priorityKey: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

interface MerchantQueue {
  readonly queue: PQueue;
  /** One per waiting request. */
  readonly waiting: Set<AbortController>;
}

/**
 * Limits the HTTP requests of each merchant within this process. A merchant's requests start at least `1 /
 * callsPerSecond` seconds apart, without bursts. Merchants do not wait for each other.
 */
export class RateLimiter {
  /** By MerchantID. A merchant without a request within the last interval has no entry. */
  readonly #queues = new Map<string, MerchantQueue>();
  readonly #intervalMs: number;

  /** @param callsPerSecond per merchant; may be a fraction. `Infinity`: no limit */
  constructor(callsPerSecond: number) {
    // Timers have a resolution of one millisecond.
    this.#intervalMs = Math.ceil(1000 / callsPerSecond);
  }

  /** The number of merchants with a queue. */
  get merchants(): number {
    return this.#queues.size;
  }

  /**
   * Resolves when the request may be sent.
   *
   * @throws the signal's reason if it aborts meanwhile, or the reason given to {@link reject}
   */
  async waitForTurn({ merchantId, priorityKey, signal }: Turn): Promise<void> {
    signal.throwIfAborted();
    if (this.#intervalMs === 0) return;
    const { queue, waiting } = this.#queueOf(merchantId);
    const wait = new AbortController();
    const abort = (): void => {
      wait.abort(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    waiting.add(wait);
    const endWait = (): void => {
      signal.removeEventListener('abort', abort);
      waiting.delete(wait);
    };
    try {
      await new Promise<void>((resolve, reject) => {
        const takeTurn = async (): Promise<void> => {
          // An abort from here on cancels the request but not its turn: the next request still waits the whole
          // interval.
          endWait();
          resolve();
          await sleepAtLeast(this.#intervalMs);
        };
        queue.add(takeTurn, { priority: -priorityKey, signal: wait.signal }).catch(reject);
      });
    } finally {
      endWait();
    }
  }

  /** Rejects every waiting request of this merchant with `reason`. */
  reject(merchantId: string, reason: Error): void {
    for (const wait of [...(this.#queues.get(merchantId)?.waiting ?? [])]) wait.abort(reason);
  }

  #queueOf(merchantId: string): MerchantQueue {
    const existing = this.#queues.get(merchantId);
    if (existing !== undefined) return existing;
    // One task at a time, each as long as the interval. PQueue's own rate limit would stall when the clock is set back.
    const created: MerchantQueue = { queue: new PQueue({ concurrency: 1 }), waiting: new Set() };
    created.queue.on('idle', () => this.#queues.delete(merchantId));
    this.#queues.set(merchantId, created);
    return created;
  }
}

/** Never resolves early, unlike a single timer, which may fire up to a millisecond too soon. */
async function sleepAtLeast(durationMs: number): Promise<void> {
  const end = performance.now() + durationMs;
  for (let remaining = durationMs; remaining > 0; remaining = end - performance.now())
    await sleep(Math.ceil(remaining));
}
