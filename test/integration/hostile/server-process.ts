/** A server of the package as a process, and what it holds in memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { builtProgram, type Program } from '../../support/programs.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const REPORT_MEMORY = new URL('report-memory.mjs', import.meta.url).href;

/** What a server holds after two garbage collections. Sizes in bytes. */
export interface Holdings {
  readonly heapUsed: number;
  /** Memory of buffers outside the heap. */
  readonly external: number;
  readonly rss: number;
  /** Open connections of callers. */
  readonly accepted: number;
  /** The names of `Object.prototype`. */
  readonly prototype: readonly string[];
}

export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  /** Collects garbage in the process and reports what is left. Fails if the process has ended. */
  readonly holdings: () => Promise<Holdings>;
  /** The lines that the process has logged as errors, and those that are not in its log format. */
  readonly errors: readonly string[];
  /** Sends SIGTERM. Returns the exit status. */
  readonly stop: () => Promise<number | null>;
  readonly kill: () => void;
}

/** Level of an error in pino's log lines. */
const ERROR_LEVEL = 50;

/** Starts a program at a free port, and waits until it listens. */
export async function startServer(program: Program, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const args = ['--expose-gc', '--import', REPORT_MEMORY, await builtProgram(program), '--port', '0'];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the process has no output');
  const ended = once(child, 'exit').then(([status]) => status as number | null);
  const errors: string[] = [];
  createInterface(stderr).on('line', (line) => {
    if (isError(line)) errors.push(line);
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(stdout).on('line', (line) => {
      if (line.startsWith('listening on ')) resolve(line.slice('listening on '.length));
    });
    void ended.then(() => reject(new Error(`${program} ended before it listened: ${errors.join('\n')}`)));
  });
  return {
    ...{ url, port: Number(new URL(url).port), errors },
    holdings: async () => {
      const report = once(child, 'message').then(([message]) => message as Holdings);
      child.send('report');
      return await Promise.race([report, ended.then(() => Promise.reject(new Error(`${program} has ended`)))]);
    },
    stop: async () => {
      child.kill('SIGTERM');
      return await ended;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function isError(line: string): boolean {
  try {
    return (JSON.parse(line) as { level?: number }).level === ERROR_LEVEL;
  } catch {
    return true;
  }
}
