import { spawn } from 'node:child_process';
import { once } from 'node:events';
import nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Runs a TypeScript program with tsx in this process.
 * @param {string} program an absolute path
 * @param {readonly string[]} programArguments the program's process.argv from index 2 on
 * @param {string} [tsconfig] the path of the program's tsconfig.json. Left out: that of the clone
 */
export async function importTypeScript(program, programArguments, tsconfig) {
  // Before Node 20.6, module hooks can only be set on the command line.
  if (!nodeModule.register) return runWithLoader(program, programArguments, tsconfig);
  const { register } = await import('tsx/esm/api');
  register({ tsconfig });
  process.argv = [process.execPath, program, ...programArguments];
  await import(pathToFileURL(program).href);
}

async function runWithLoader(program, programArguments, tsconfig) {
  const loader = pathToFileURL(nodeModule.createRequire(import.meta.url).resolve('tsx')).href;
  const child = spawn(process.execPath, ['--no-warnings', '--loader', loader, program, ...programArguments], {
    stdio: 'inherit',
    env: { ...process.env, ...(tsconfig && { TSX_TSCONFIG_PATH: tsconfig }) },
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [status] = await once(child, 'exit');
  process.exitCode = status ?? 1;
}
