import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { PartFailedError } from '../../demo/parts/part-failed-error.js';
import { Part, type PartOptions } from '../../demo/parts/part.js';

/** Pause before a process that did not start is started again, as a supervisor would. */
const RESTART_PAUSE_MS = 1000;
const MAX_STARTS = 10;

const run = promisify(execFile);

/** A process that is killed, stopped and started again at the same address, as a supervisor does. */
export class SupervisedProcess {
  #part: Part | undefined;
  /** Faults of one process happen one after the other. */
  #latest: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** @param onUnexpectedEnd Called when the process ends without a fault. It is started again. */
  constructor(
    private readonly options: PartOptions,
    private readonly onUnexpectedEnd: (problem: string) => void,
  ) {}

  get name(): string {
    return this.options.name;
  }

  /** Starts the process. Resolves to the address on which it listens. @throws PartFailedError */
  async start(): Promise<string> {
    const part = new Part(this.options);
    const address = await part.ready;
    this.#part = part;
    void part.ended.then((end) => {
      if (this.#part !== part) return;
      this.onUnexpectedEnd(`The ${this.name} ended by itself, ${end}.`);
      this.#part = undefined;
      void this.#inTurn(() => this.#startAgain());
    });
    return address;
  }

  /** Kills the process and starts it again after a while. Resolves when it is ready. */
  async kill(downMs: number): Promise<void> {
    await this.#inTurn(async () => {
      await this.#kill();
      await sleep(downMs);
      await this.#startAgain();
    });
  }

  /** Stops the process with SIGTERM and starts it again. Resolves when it is ready. */
  async restart(): Promise<void> {
    await this.#inTurn(async () => {
      const part = this.#part;
      this.#part = undefined;
      const failure = await part?.stop();
      if (failure !== undefined) this.onUnexpectedEnd(failure.message);
      await this.#startAgain();
    });
  }

  /** Suspends the process with SIGSTOP. */
  async suspend(ms: number): Promise<void> {
    await this.#inTurn(async () => {
      const part = this.#part;
      part?.signal('SIGSTOP');
      await sleep(ms);
      part?.signal('SIGCONT');
    });
  }

  /** Resolves when every fault of the process is over and it is ready. */
  async whenReady(): Promise<void> {
    await this.#inTurn(() => Promise.resolve());
  }

  /** Stops the process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const part = this.#part;
    this.#part = undefined;
    await part?.stop();
  }

  async #kill(): Promise<void> {
    const part = this.#part;
    if (part?.pid === undefined) return;
    this.#part = undefined;
    if (this.options.command === 'temporal') await killServerOf(part.pid);
    else part.signal('SIGKILL');
    await part.ended;
  }

  async #startAgain(): Promise<void> {
    for (let attempt = 1; this.#part === undefined && !this.#isClosed; attempt += 1) {
      try {
        await this.start();
      } catch (error) {
        if (!(error instanceof PartFailedError) || attempt === MAX_STARTS) throw error;
        await sleep(RESTART_PAUSE_MS);
      }
    }
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    const result = this.#latest.then(action);
    this.#latest = result.catch(() => undefined);
    return result;
  }
}

/** `npm run temporal` runs the server in a process of its own and ends with it. */
async function killServerOf(pid: number): Promise<void> {
  const { stdout } = await run('pgrep', ['-P', String(pid), '-f', 'server start-dev']);
  for (const line of stdout.trim().split('\n')) process.kill(Number(line), 'SIGKILL');
}
