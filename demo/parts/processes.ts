import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartFailedError } from './part-failed-error.js';
import { Part, type PartOptions } from './part.js';

/** All processes that the demo has started. They stop in the reverse sequence of their start. */
export class Processes {
  readonly #parts: Part[] = [];
  #isClosed = false;

  private constructor(
    /** Where the processes' output is stored. */
    readonly logDirectory: string,
    private readonly onUnexpectedEnd: () => void,
  ) {}

  /** @param onUnexpectedEnd Called when a process ends that nobody stopped. */
  static async open(onUnexpectedEnd: () => void): Promise<Processes> {
    return new Processes(await mkdtemp(join(tmpdir(), 'ecticket-demo-')), onUnexpectedEnd);
  }

  /** Starts a process. Resolves to the address on which it listens. @throws PartFailedError */
  async start(options: Omit<PartOptions, 'logDirectory'>): Promise<string> {
    if (this.#isClosed) throw new Error('The demo is stopping and starts no more processes.');
    const part = new Part({ ...options, logDirectory: this.logDirectory });
    this.#parts.push(part);
    const address = await this.#waitUntilReady(part);
    void part.ended.then(() => {
      if (!part.isStopping) this.onUnexpectedEnd();
    });
    return address;
  }

  /** Removes a process that ended before it was ready: its failure is thrown here and not reported again. */
  async #waitUntilReady(part: Part): Promise<string> {
    try {
      return await part.ready;
    } catch (failure) {
      this.#parts.splice(this.#parts.indexOf(part), 1);
      throw failure;
    }
  }

  /** Stops all processes. Returns the failures of those that had ended before or did not stop cleanly. */
  async close(): Promise<readonly PartFailedError[]> {
    this.#isClosed = true;
    const failures: PartFailedError[] = [];
    for (const part of this.#parts.splice(0).reverse()) {
      const failure = await part.stop();
      if (failure !== undefined) failures.push(failure);
    }
    return failures;
  }

  /** Removes the stored output of all processes. */
  async removeLogs(): Promise<void> {
    await rm(this.logDirectory, { recursive: true, force: true });
  }
}
