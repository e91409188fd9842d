/** Starts standalone workers as processes, and kills them after each test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach } from '@jest/globals';
import { builtProgram } from '../../support/programs.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const WORKER = await builtProgram('workers/main');

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** The complete stderr, available when the process has ended. */
  readonly errors: Promise<string>;
  readonly exitStatus: Promise<number | null>;
  /** Returns the lines of stdout up to the first that matches. */
  readonly linesUpTo: (last: RegExp) => Promise<string[]>;
  /** Resolves with the matching lines of stderr when there are that many, by default one. */
  readonly reported: (pattern: RegExp, count?: number) => Promise<string[]>;
}

/** Returns a function that starts a worker with this environment only, on any free port by default. */
export function useWorkerProcesses(): (env: Record<string, string>, port?: number) => WorkerProcess {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });
  return (env, port = 0) => {
    const child = spawn(process.execPath, [WORKER, '--port', String(port)], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    const reports: string[] = [];
    const changed = new EventEmitter();
    createInterface(child.stderr)
      .on('line', (line) => {
        reports.push(line);
        changed.emit('line');
      })
      .on('close', () => changed.emit('error', new Error(`stderr ended: ${reports.join('\n')}`)));
    changed.on('error', () => undefined);
    return {
      process: child,
      errors: text(child.stderr),
      exitStatus: once(child, 'exit').then(([status]) => status as number | null),
      linesUpTo: async (last) => {
        const lines: string[] = [];
        for await (const line of createInterface(child.stdout)) {
          lines.push(line);
          if (last.test(line)) break;
        }
        return lines;
      },
      reported: async (pattern, count = 1) => {
        for (;;) {
          const matching = reports.filter((line) => pattern.test(line));
          if (matching.length >= count) return matching;
          await once(changed, 'line');
        }
      },
    };
  };
}
