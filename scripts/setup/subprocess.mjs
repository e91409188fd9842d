import { spawn } from 'node:child_process';

/**
 * Runs a program without a shell, waits until it ends, and collects its output.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeLimit?: number }} [options] after `timeLimit` ms, the program is
 *   killed
 * @returns {Promise<{ ok: boolean, stdout: string, output: string }>} `output` is stdout and stderr in order of
 *   arrival. If the program cannot be started, `ok` is false and `output` says why.
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
 * Removes host names from a text, so that a bug report does not disclose the package mirror of a machine.
 * @param {string} text
 */
export function withoutHosts(text) {
  const mentions = text.matchAll(
    /https?:\/\/(?:[^\s/@]*@)?([\w.-]+)|host='([^']+)'|(?:ENOTFOUND|EAI_AGAIN)\s+([\w.-]+)/g,
  );
  const hosts = new Set([...mentions].map(([, url, pool, lookup]) => url ?? pool ?? lookup));
  return [...hosts].reduce((cleaned, host) => cleaned.replaceAll(host, '<registry>'), text);
}
