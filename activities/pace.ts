/** Calls that are made one after the other, but not too fast. */
import { sleep } from '@temporalio/activity';

/** For one attempt of an activity. */
export class Pace {
  #last: number | undefined;

  /** `interval` in ms. */
  constructor(private readonly interval: number) {}

  /** Waits until `interval` has passed since it last returned; never at first. @throws CancelledFailure */
  async keep(): Promise<void> {
    const left = this.#last === undefined ? 0 : this.#last + this.interval - performance.now();
    if (left > 0) await sleep(Math.ceil(left));
    this.#last = performance.now();
  }
}
