/** What a test environment closes at its end: the last opened first. */
export class Closers {
  readonly #closers: (() => Promise<void>)[];

  constructor(last: () => Promise<void>) {
    this.#closers = [last];
  }

  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /** Closes everything, even after a failure. Rejects with the first failure. A second call does nothing. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
