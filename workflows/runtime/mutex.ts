/** One after the other, in the order in which they came, and each to its end. */
import { CancellationScope, condition } from '@temporalio/workflow';

export class Mutex {
  #isHeld = false;

  /** `work` is not cut short when the workflow is asked to cancel: it may have begun to act at ECPay. */
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
