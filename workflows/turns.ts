/** One after the other, in the order in which they came, and each to its end. */
import { CancellationScope, condition } from '@temporalio/workflow';

export class Turns {
  #busy = false;

  /** `work` is not cut short when the workflow is asked to cancel: it may have begun to act at ECPay. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    return await CancellationScope.nonCancellable(async () => {
      while (this.#busy) await condition(() => !this.#busy);
      this.#busy = true;
      try {
        return await work();
      } finally {
        this.#busy = false;
      }
    });
  }
}
