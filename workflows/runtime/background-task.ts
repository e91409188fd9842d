/** Work that goes on beside an order's lifecycle. */
import { CancellationScope, isCancellation } from '@temporalio/workflow';

export class BackgroundTask {
  readonly #work: () => Promise<never>;
  #scope: CancellationScope | undefined;
  #running: Promise<void> = Promise.resolve();

  /** Begins at once. `work` runs until it is cancelled; what else it throws fails the workflow task, visibly. */
  constructor(work: () => Promise<never>) {
    this.#work = work;
    this.start();
  }

  /** Begins again after {@link stop}. */
  start(): void {
    if (this.#scope !== undefined) return;
    this.#scope = new CancellationScope();
    this.#running = this.#scope.run(this.#work).catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }

  /** Resolves when nothing of it is in flight any more: a cancelled activity is waited for. */
  async stop(): Promise<void> {
    this.#scope?.cancel();
    await this.#running;
    this.#scope = undefined;
  }
}
