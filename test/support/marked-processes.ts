/** Finds processes by an environment variable, which child processes inherit. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
const CHECK_INTERVAL_MS = 100;

export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Returns a unique environment variable for the first process. */
export function newMark(): Readonly<Record<string, string>> {
  return { TEST_MARK: randomUUID() };
}

/** Lists every running process that has inherited the mark. */
export function processesWith(mark: Readonly<Record<string, string>>): MarkedProcess[] {
  const [text = ''] = Object.entries(mark).map(([name, value]) => `${name}=${value}`);
  return process.platform === 'linux' ? inProc(text) : inPs(text);
}

/** Waits until no process with the mark is left. */
export async function untilGone(mark: Readonly<Record<string, string>>): Promise<void> {
  while (processesWith(mark).length > 0) await sleep(CHECK_INTERVAL_MS);
}

/** Kills every process that a failing test has left. */
export function killAll(mark: Readonly<Record<string, string>>): void {
  for (const { pid } of processesWith(mark)) process.kill(pid, 'SIGKILL');
}

function inProc(text: string): MarkedProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        // A zombie's environment is empty.
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return environment.includes(text) ? [{ pid: Number(pid), command }] : [];
      } catch {
        // The process has ended meanwhile or belongs to another user.
        return [];
      }
    });
}

function inPs(text: string): MarkedProcess[] {
  return execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim() }));
}
