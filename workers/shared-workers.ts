import type { Worker } from '@temporalio/worker';
import type { ECTicketWorkers } from './ecticket-workers.js';

/**
 * The two ECTicket workers that all Workers of a merchant on one connection and namespace share. They run until the
 * last of those Workers ends.
 */
export class SharedWorkers {
  readonly #workers: Promise<ECTicketWorkers>;
  readonly #ended: Promise<void>;
  #userCount = 0;

  constructor(workers: Promise<ECTicketWorkers>) {
    this.#workers = workers;
    this.#ended = workers.then((created) => created.run());
  }

  /** Settles when the ECTicket workers have ended; rejects if they failed. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /**
   * Runs the merchant's `worker` next to the ECTicket workers. The merchant's worker polls immediately, the ECTicket
   * workers once they are created. If the ECTicket workers end, the merchant's worker shuts down. Rejects if either
   * fails.
   */
  async runWith(worker: Worker, run: () => Promise<void>): Promise<void> {
    const shutDown = (): void => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    this.#userCount += 1;
    void this.#ended.then(shutDown, shutDown);
    const [merchantResult] = await Promise.allSettled([run()]);
    this.#userCount -= 1;
    const [ownResult] = await Promise.allSettled([this.#userCount === 0 ? this.#shutDown() : this.#throwIfFailed()]);

    const reasons = [merchantResult, ownResult].flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    if (reasons.length === 2) throw new AggregateError(reasons, 'Your Worker and the ECTicket workers failed.');
    if (reasons.length === 1) throw reasons[0];
  }

  /** Resolves when all running work has finished or was returned to the server. */
  async #shutDown(): Promise<void> {
    // If the creation failed there is nothing to shut down, and `#ended` rejects with the reason.
    await this.#workers.then((workers) => workers.shutdown()).catch(() => undefined);
    await this.#ended;
  }

  /** Rejects if the ECTicket workers have already failed. They keep running for other Workers otherwise. */
  async #throwIfFailed(): Promise<void> {
    await Promise.race([this.#ended, Promise.resolve()]);
  }
}
