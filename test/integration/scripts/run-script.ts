import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  /** Standard output and standard error in order of arrival. */
  readonly output: string;
}

export interface Running {
  /** Resolves with the first matching line of standard output. Rejects if the program ends before it. */
  readonly waitForLine: (line: RegExp) => Promise<string>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
}

/** Starts a script of the clone as npm does: `node <script> …` in a directory. */
export function start(
  script: string,
  args: string[] = [],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Running {
  const child = spawn(process.execPath, [script, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([status]) => ({ status: status as number | null, stdout, output }));

  const waitForLine = async (line: RegExp) => {
    for (;;) {
      const found = stdout.split('\n').find((candidate) => line.test(candidate));
      if (found !== undefined) return found;
      const over = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
      if (over) throw new Error(`The program ended without printing ${String(line)}:\n${output}`);
    }
  };
  return { waitForLine, signal: (signal) => child.kill(signal), ended };
}
