/** Work that goes on beside an order's story. */
import { CancellationScope, isCancellation } from '@temporalio/workflow';

export class Sideline {
  readonly #scope = new CancellationScope();
  readonly #running: Promise<void>;

  /** Begins at once. `work` runs until it is cancelled; what else it throws fails the workflow task, visibly. */
  constructor(work: () => Promise<never>) {
    this.#running = this.#scope.run(work).catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }

  /** Resolves when nothing of it is in flight any more. */
  async stop(): Promise<void> {
    this.#scope.cancel();
    await this.#running;
  }
}
