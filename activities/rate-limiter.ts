import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';

/** One request that waits for its turn. */
export interface Turn {
  readonly merchantId: string;
  /** As Temporal's: 1 is served first. Within one priority, first come, first served. */
  readonly priorityKey: number;
  /** Ends the wait at once. */
  readonly signal: AbortSignal;
}

interface Line {
  readonly queue: PQueue;
  readonly waiting: Set<AbortController>;
}

/**
 * Spaces out the HTTP requests of each merchant within this process. A merchant's requests start at least
 * `1 / callsPerSecond` apart, without bursts; merchants do not wait for each other.
 */
export class RateLimiter {
  /** By MerchantID. A merchant without a request within the last interval has no entry. */
  readonly #lines = new Map<string, Line>();
  readonly #interval: number;

  /** @param callsPerSecond per merchant; may be a fraction. `Infinity` lets every request pass at once. */
  constructor(callsPerSecond: number) {
    // Timers count whole milliseconds.
    this.#interval = Math.ceil(1000 / callsPerSecond);
  }

  /** Merchants that are remembered at the moment. */
  get merchants(): number {
    return this.#lines.size;
  }

  /**
   * Resolves when the request may be sent.
   * @throws the signal's reason when it is aborted meanwhile, or that of {@link reject}
   */
  async waitForTurn({ merchantId, priorityKey, signal }: Turn): Promise<void> {
    signal.throwIfAborted();
    if (this.#interval === 0) return;
    const { queue, waiting } = this.#lineOf(merchantId);
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
        const turn = async (): Promise<void> => {
          // From here on an abort is the request's own: the turn is used, and the next one comes no sooner.
          endWait();
          resolve();
          await pass(this.#interval);
        };
        queue.add(turn, { priority: -priorityKey, signal: wait.signal }).catch(reject);
      });
    } finally {
      endWait();
    }
  }

  /** Ends the wait of every request of this merchant, with `reason`. */
  reject(merchantId: string, reason: Error): void {
    for (const wait of [...(this.#lines.get(merchantId)?.waiting ?? [])]) wait.abort(reason);
  }

  #lineOf(merchantId: string): Line {
    const known = this.#lines.get(merchantId);
    if (known !== undefined) return known;
    // One turn at a time, each as long as the interval: the queue's own rate limit would stop when the clock is set back.
    const line: Line = { queue: new PQueue({ concurrency: 1 }), waiting: new Set() };
    line.queue.on('idle', () => this.#lines.delete(merchantId));
    this.#lines.set(merchantId, line);
    return line;
  }
}

/** Resolves after `interval` ms and no sooner: a timer may fire up to a millisecond early. */
async function pass(interval: number): Promise<void> {
  const end = performance.now() + interval;
  for (let left = interval; left > 0; left = end - performance.now()) await sleep(Math.ceil(left));
}
