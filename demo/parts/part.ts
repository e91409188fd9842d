import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PartFailedError } from './part-failed-error.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const END_WITH_PARENT = new URL('end-with-parent.mjs', import.meta.url).href;

/** How long a process may take to stop before it is killed. A worker lets running activities finish for up to 28 s. */
const STOP_TIMEOUT_MS = 35_000;
/** How long to wait for the last output of a process that has ended. */
const OUTPUT_TIMEOUT_MS = 1000;
/** Lines of output that an error message shows. */
const LAST_LINES_LIMIT = 10;

export interface PartOptions {
  /** For people, such as `ECPay sandbox`. */
  readonly name: string;
  /** The npm script. */
  readonly command: 'temporal' | 'sandbox' | 'worker' | 'callbacks' | 'codec' | 'chaos:webhook';
  /** A program of the built package that runs instead of the npm script, such as `dist/workers/main.js`. */
  readonly program?: string;
  /** The arguments after the npm script's `--`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where the process's output is stored, in `<logName>.log`. A process that starts again continues its log. */
  readonly logDirectory: string;
  /** Default: the command. */
  readonly logName?: string;
}

/** One of the demo's processes, started as `npm run <command> -- <args>` starts it. */
export class Part {
  /** Resolves to the address on which the process listens. @throws PartFailedError if the process ends before. */
  readonly ready: Promise<string>;
  /** Resolves when the process has ended, to `with status 0` or `by SIGKILL`. */
  readonly ended: Promise<string>;
  readonly #name: string;
  readonly #log: PartLog;
  readonly #process: ChildProcess;
  #isStopping = false;
  #isListening = false;

  constructor({ name, command, program, args, env, logDirectory, logName = command }: PartOptions) {
    this.#name = name;
    this.#log = new PartLog(join(logDirectory, `${logName}.log`));
    const started = program === undefined ? ['scripts/run.mjs', command] : [program];
    this.#process = spawn(process.execPath, ['--import', END_WITH_PARENT, ...started, ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // In its own process group, the process does not receive Ctrl-C. The demo stops all processes in order.
      detached: true,
    });
    this.ended = this.#waitForEnd();
    this.ready = this.#waitUntilListening();
  }

  /** Whether {@link stop} was called. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** The process id; undefined if the process could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Sends a signal, such as `SIGKILL` or `SIGSTOP`. An end that it causes counts as unexpected. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Stops the process. Resolves to an error if the process had ended before or did not stop cleanly. */
  async stop(): Promise<PartFailedError | undefined> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return this.#failure(`ended unexpectedly, ${await this.ended}`);

    this.#isStopping = true;
    this.#process.kill('SIGTERM');
    const end = await within(STOP_TIMEOUT_MS, this.ended);
    // A process that is still starting has no signal handlers yet.
    if (end === 'with status 0' || (end === 'by SIGTERM' && !this.#isListening)) return undefined;
    this.#process.kill('SIGKILL');
    return this.#failure(end === undefined ? 'did not stop and was killed' : `did not stop cleanly: it ended ${end}`);
  }

  #failure(problem: string): PartFailedError {
    return new PartFailedError(this.#name, problem, this.#log.lastLines, this.#log.file);
  }

  async #waitForEnd(): Promise<string> {
    const closed = once(this.#process, 'close');
    const [status, signal] = (await once(this.#process, 'exit')) as [number | null, NodeJS.Signals | null];
    // Its last output is still arriving. `close` may never come if a child of the process keeps the pipes open.
    await within(OUTPUT_TIMEOUT_MS, closed);
    this.#log.close();
    return signal === null ? `with status ${status}` : `by ${signal}`;
  }

  #waitUntilListening(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#log.follow(this.#process.stdout, (line) => {
        const [, address] = /^listening on (\S+)$/.exec(line) ?? [];
        if (address === undefined) return;
        this.#isListening = true;
        resolve(address);
      });
      this.#log.follow(this.#process.stderr, () => undefined);
      void this.ended.then((end) => reject(this.#failure(`ended ${end} before it was ready`)));
    });
  }
}

/** The output of a process. It stores all lines in a file and keeps the last ones for error messages. */
class PartLog {
  readonly lastLines: string[] = [];
  readonly #stream: WriteStream;
  readonly #stopFollowing: (() => void)[] = [];

  constructor(readonly file: string) {
    this.#stream = createWriteStream(file, { flags: 'a' });
  }

  /** Stores every line of an output and passes it to `onLine`. */
  follow(output: Readable | null, onLine: (line: string) => void): void {
    if (output === null) return;
    const lines = createInterface(output).on('line', (line) => {
      this.#stream.write(`${line}\n`);
      this.lastLines.push(line);
      if (this.lastLines.length > LAST_LINES_LIMIT) this.lastLines.shift();
      onLine(line);
    });
    this.#stopFollowing.push(() => {
      lines.close();
      output.destroy();
    });
  }

  /** Stops following every output, including those that are still open. */
  close(): void {
    for (const stop of this.#stopFollowing) stop();
    this.#stream.end();
  }
}

/** Resolves to the value of `promise`, or to undefined after `milliseconds`. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const settled = new AbortController();
  try {
    return await Promise.race([promise, sleep(milliseconds, undefined, { signal: settled.signal })]);
  } finally {
    settled.abort();
  }
}
