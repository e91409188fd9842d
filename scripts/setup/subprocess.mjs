import { spawn } from 'node:child_process';

/**
 * Runs a program to its end, without a shell, and collects what it prints.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeLimit?: number }} [options] `timeLimit` in ms, then it is killed
 * @returns {Promise<{ ok: boolean, stdout: string, output: string }>} `output`: standard output and error as they came;
 *   a program that cannot be started is not ok, and `output` says why
 */
export function collect(program, programArguments, { cwd, env, timeLimit } = {}) {
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    const child = spawn(program, programArguments, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeLimit,
      killSignal: 'SIGKILL',
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => resolve({ ok: false, stdout, output: `${output}${error.message}` }));
    child.on('close', (status) => resolve({ ok: status === 0, stdout, output }));
  });
}

/**
 * The same text without the names of the hosts in it: which mirror a machine installs from is nobody else's business
 * when the text is pasted into a bug report.
 * @param {string} text
 */
export function withoutHosts(text) {
  const mentions = text.matchAll(
    /https?:\/\/(?:[^\s/@]*@)?([\w.-]+)|host='([^']+)'|(?:ENOTFOUND|EAI_AGAIN)\s+([\w.-]+)/g,
  );
  const hosts = new Set([...mentions].map(([, url, pool, lookup]) => url ?? pool ?? lookup));
  return [...hosts].reduce((cleaned, host) => cleaned.replaceAll(host, '<registry>'), text);
}
