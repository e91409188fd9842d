import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PartFailedError } from './part-failed-error.js';
import { PartLog } from './part-log.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const END_WITH_PARENT = new URL('end-with-parent.mjs', import.meta.url).href;

/** Milliseconds until a part that does not end is killed: a worker lets running work finish for up to 28 seconds. */
const PATIENCE = 35_000;
/** Milliseconds in which what a process has printed should have arrived. */
const TO_BE_HEARD = 1000;

export interface PartOptions {
  /** For people, such as `ECPay sandbox`. */
  readonly name: string;
  /** Which npm script, and what stands after its `--`. */
  readonly command: 'temporal' | 'sandbox' | 'worker' | 'callbacks' | 'codec';
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where everything it prints is kept. */
  readonly logDirectory: string;
}

/** One of the processes that a merchant runs, started as `npm run <command> -- <args>` starts it. */
export class Part {
  /** Resolves to the address on which the process says that it listens. @throws PartFailedError if it ends before. */
  readonly ready: Promise<string>;
  /** Resolves when the process has ended, to how it did: `with status 0`, `by SIGKILL`. */
  readonly ended: Promise<string>;
  readonly #name: string;
  readonly #log: PartLog;
  readonly #process: ChildProcess;
  #asked = false;
  #listening = false;

  constructor({ name, command, args, env, logDirectory }: PartOptions) {
    this.#name = name;
    this.#log = new PartLog(join(logDirectory, `${command}.log`));
    this.#process = spawn(process.execPath, ['--import', END_WITH_PARENT, 'scripts/run.mjs', command, ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C reaches the demo alone, which ends its parts in good order.
      detached: true,
    });
    this.ended = this.#end();
    this.ready = this.#listens();
  }

  /** Whether {@link stop} was called. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Resolves when the process has ended; to a failure where it had before, or did not end as it should. */
  async stop(): Promise<PartFailedError | undefined> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null)
      return this.#failure(`ended without being asked, ${await this.ended}`);

    this.#asked = true;
    this.#process.kill('SIGTERM');
    const how = await within(PATIENCE, this.ended);
    // While it is still starting, nothing in it listens for signals.
    if (how === 'with status 0' || (how === 'by SIGTERM' && !this.#listening)) return undefined;
    this.#process.kill('SIGKILL');
    return this.#failure(how === undefined ? 'had to be killed' : `was asked to end, and ended ${how}`);
  }

  /** With the last that the process said. */
  #failure(what: string): PartFailedError {
    return new PartFailedError(this.#name, what, this.#log.lastWords, this.#log.file);
  }

  async #end(): Promise<string> {
    const closed = once(this.#process, 'close');
    const [status, signal] = (await once(this.#process, 'exit')) as [number | null, NodeJS.Signals | null];
    // Its last words are on their way, unless a process that it started holds on to its outputs.
    await within(TO_BE_HEARD, closed);
    this.#log.close();
    return signal === null ? `with status ${status}` : `by ${signal}`;
  }

  #listens(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#log.follow(this.#process.stdout, (line) => {
        const [, address] = /^listening on (\S+)$/.exec(line) ?? [];
        if (address === undefined) return;
        this.#listening = true;
        resolve(address);
      });
      this.#log.follow(this.#process.stderr, () => undefined);
      void this.ended.then((how) => reject(this.#failure(`ended ${how} before it was ready`)));
    });
  }
}

/** What `promise` resolves to, or undefined when that takes longer than `milliseconds`. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const settled = new AbortController();
  try {
    return await Promise.race([promise, sleep(milliseconds, undefined, { signal: settled.signal })]);
  } finally {
    settled.abort();
  }
}
