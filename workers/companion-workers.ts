import type { Worker } from '@temporalio/worker';
import type { ECTicketWorkers } from './ecticket-workers.js';

/**
 * The workers of the ticket orders, running beside one or several Workers of a merchant: from the first's start to the
 * last's end. On one connection there can be only one such pair.
 */
export class CompanionWorkers {
  readonly #making: Promise<ECTicketWorkers>;
  readonly #ended: Promise<void>;
  #accompanied = 0;

  constructor(making: Promise<ECTicketWorkers>) {
    this.#making = making;
    this.#ended = making.then((workers) => workers.run());
  }

  /** Resolved or rejected when the pair has ended, for whatever reason. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /**
   * Runs the merchant's `worker`, which polls at once; the pair does as soon as it is made. Should the pair end, the
   * worker is ended too. Rejects when either fails.
   */
  async accompany(worker: Worker, run: () => Promise<void>): Promise<void> {
    const end = (): void => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    this.#accompanied += 1;
    void this.#ended.then(end, end);
    const [merchants] = await Promise.allSettled([run()]);
    this.#accompanied -= 1;
    const [ours] = await Promise.allSettled([this.#accompanied === 0 ? this.#end() : this.#failure()]);

    const reasons = [merchants, ours].flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    if (reasons.length === 2) throw new AggregateError(reasons, 'Your Worker and the ECTicket workers failed.');
    if (reasons.length === 1) throw reasons[0];
  }

  /** Until everything that runs has finished or was given back. */
  async #end(): Promise<void> {
    // One that could not be made has nothing to shut down; `#ended` tells why.
    await this.#making.then((workers) => workers.shutdown()).catch(() => undefined);
    await this.#ended;
  }

  /** The pair goes on for others, unless it has failed already. */
  async #failure(): Promise<void> {
    await Promise.race([this.#ended, Promise.resolve()]);
  }
}
