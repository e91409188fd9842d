import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '../settings/listen-options.js';
import type { Io } from './io.js';

/**
 * JSON of a file, or of stdin for `-`. What it holds is for others to check.
 * @throws UsageError, which quotes nothing of the contents: they are people's data.
 */
export async function readJson(file: string, { stdin }: Io): Promise<unknown> {
  const source = file === '-' ? 'stdin' : file;
  try {
    // A byte order mark is what editors on Windows leave.
    return JSON.parse((await read(file, stdin)).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, position] = /position (\d+)/.exec(error.message) ?? [];
    const where = position === undefined ? '' : ` (at character ${position})`;
    throw new UsageError(`${source} is not JSON${where}. Write the order as one JSON object.`);
  }
}

async function read(file: string, stdin: Io['stdin']): Promise<string> {
  if (file === '-') return await text(stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read (${code}). Name a file, or - for stdin.`);
  }
}
