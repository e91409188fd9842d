import { CancellationScope, condition } from '@temporalio/workflow';

/** Runs asynchronous work one at a time, first come, first served. */
export class Mutex {
  #isHeld = false;

  /**
   * Runs `work` when all earlier work has ended. Cancelling the workflow does not interrupt it: ECPay may have acted.
   */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    return await CancellationScope.nonCancellable(async () => {
      while (this.#isHeld) await condition(() => !this.#isHeld);
      this.#isHeld = true;
      try {
        return await work();
      } finally {
        this.#isHeld = false;
      }
    });
  }
}
