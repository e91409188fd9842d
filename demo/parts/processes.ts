import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Part, type PartOptions } from './part.js';
import type { PartFailedError } from './part-failed-error.js';

/** Every process that the demo has started. They end in the reverse of the order in which they were started. */
export class Processes {
  readonly #parts: Part[] = [];
  #closed = false;

  private constructor(
    /** Where each part's output is kept. */
    readonly logDirectory: string,
    private readonly fell: () => void,
  ) {}

  /** `fell` is called when a part ends without being asked. */
  static async open(fell: () => void): Promise<Processes> {
    return new Processes(await mkdtemp(join(tmpdir(), 'ecticket-demo-')), fell);
  }

  /** Starts a part; resolves to the address on which it listens. @throws PartFailedError */
  async start(options: Omit<PartOptions, 'logDirectory'>): Promise<string> {
    if (this.#closed) throw new Error('The demo is ending; nothing is started any more.');
    const part = new Part({ ...options, logDirectory: this.logDirectory });
    this.#parts.push(part);
    const address = await this.#untilReady(part);
    void part.ended.then(() => {
      if (!part.asked) this.fell();
    });
    return address;
  }

  /** One that ended before it was ready is none of ours any more. */
  async #untilReady(part: Part): Promise<string> {
    try {
      return await part.ready;
    } catch (failure) {
      this.#parts.splice(this.#parts.indexOf(part), 1);
      throw failure;
    }
  }

  /** Ends every part. Answers which of them failed: had ended before, or did not end as they should. */
  async close(): Promise<readonly PartFailedError[]> {
    this.#closed = true;
    const failures: PartFailedError[] = [];
    for (const part of this.#parts.splice(0).reverse()) {
      const failure = await part.stop();
      if (failure !== undefined) failures.push(failure);
    }
    return failures;
  }

  /** Removes the outputs, once nobody needs them any more. */
  async forget(): Promise<void> {
    await rm(this.logDirectory, { recursive: true, force: true });
  }
}
