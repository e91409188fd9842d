import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the bench, with which it exchanges messages. It must end when it is disconnected. */
export class BenchProcess {
  readonly #process: ChildProcess;

  /** @param path of a TypeScript program, relative to bench/processes/ */
  constructor(path: string, args: readonly string[] = []) {
    const program = fileURLToPath(new URL(`../processes/${path}`, import.meta.url));
    this.#process = fork(program, args, { execArgv: ['--import', 'tsx'] });
  }

  /** Waits for the next message. @throws Error if the process ends before it. */
  async receive(): Promise<unknown> {
    const received = new AbortController();
    const { signal } = received;
    const ended = once(this.#process, 'exit', { signal }).then(() => undefined);
    ended.catch(() => undefined);
    try {
      const result = (await Promise.race([once(this.#process, 'message', { signal }), ended])) as [unknown] | undefined;
      if (result === undefined) throw new Error('A process of the bench ended unexpectedly. Its output is above.');
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
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
