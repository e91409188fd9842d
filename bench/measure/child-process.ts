import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface BenchProcessOptions {
  /** Arguments of Node, such as `--import`. */
  readonly execArgv: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Keeps the output, and shows it only if the process ends unexpectedly. */
  readonly quiet?: boolean;
}

/** Characters of the output that are kept. */
const MAX_OUTPUT = 5000;

/** A process of the bench, with which it exchanges messages. It must end when it is disconnected. */
export class BenchProcess {
  readonly #process: ChildProcess;
  #output = '';

  constructor(program: string, args: readonly string[], { quiet = false, execArgv, ...options }: BenchProcessOptions) {
    this.#process = fork(program, args, {
      ...{ ...options, execArgv: [...execArgv] },
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', quiet ? 'pipe' : 'inherit', 'ipc'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-MAX_OUTPUT);
    });
  }

  /** Starts a TypeScript program. @param path relative to bench/processes/ */
  static ofSource(path: string): BenchProcess {
    return new BenchProcess(fileURLToPath(new URL(`../processes/${path}`, import.meta.url)), [], {
      execArgv: ['--import', 'tsx'],
    });
  }

  /** Waits for the next message. @throws Error if the process ends before it. */
  async receive(): Promise<unknown> {
    const received = new AbortController();
    const { signal } = received;
    const ended = once(this.#process, 'exit', { signal }).then(() => undefined);
    ended.catch(() => undefined);
    try {
      const result = (await Promise.race([once(this.#process, 'message', { signal }), ended])) as [unknown] | undefined;
      if (result === undefined)
        throw new Error(`A process of the bench ended unexpectedly. ${this.#output || 'Its output is above.'}`);
      return result[0];
    } finally {
      received.abort();
    }
  }

  /** Sends a message and waits for the answer. */
  async ask(message: unknown): Promise<unknown> {
    const answer = this.receive();
    this.#process.send(message as object);
    return await answer;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
