import { CancellationScope, isCancellation } from '@temporalio/workflow';

/** Work that runs beside an order's lifecycle and can be stopped and started again, for continue-as-new. */
export class BackgroundTask {
  readonly #work: () => Promise<never>;
  #scope: CancellationScope | undefined;
  #running: Promise<void> = Promise.resolve();

  /** Starts the work. `work` runs until it is cancelled. Any other error that it throws fails the workflow task. */
  constructor(work: () => Promise<never>) {
    this.#work = work;
    this.start();
  }

  /** Starts the work again after {@link stop}. */
  start(): void {
    if (this.#scope !== undefined) return;
    this.#scope = new CancellationScope();
    this.#running = this.#scope.run(this.#work).catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }

  /** Cancels the work. Resolves when none of its activities is in flight any more. */
  async stop(): Promise<void> {
    this.#scope?.cancel();
    await this.#running;
    this.#scope = undefined;
  }
}
