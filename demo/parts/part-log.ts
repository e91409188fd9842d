import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const LAST_WORDS = 10;

/** What a process prints: all of it in a file, the last lines at hand. */
export class PartLog {
  readonly lastWords: string[] = [];
  readonly #stream: WriteStream;
  readonly #stopFollowing: (() => void)[] = [];

  constructor(readonly file: string) {
    this.#stream = createWriteStream(file);
  }

  /** Keeps every line of an output, and hands it to `heard`. */
  follow(output: Readable | null, heard: (line: string) => void): void {
    if (output === null) return;
    const lines = createInterface(output).on('line', (line) => {
      this.#stream.write(`${line}\n`);
      this.lastWords.push(line);
      if (this.lastWords.length > LAST_WORDS) this.lastWords.shift();
      heard(line);
    });
    this.#stopFollowing.push(() => {
      lines.close();
      output.destroy();
    });
  }

  /** Follows no output any more, also where one is still open. */
  close(): void {
    for (const stop of this.#stopFollowing) stop();
    this.#stream.end();
  }
}
