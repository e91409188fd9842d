/** Runs the sandbox as a process: `npm run sandbox -- --help`. */
import type { AddressInfo } from 'node:net';
import { setVariablesOf } from '../settings/environment.js';
import { usageOf } from '../settings/installation.js';
import { type MerchantMap, readMerchantMap } from '../settings/merchants.js';
import { readSecretFiles } from '../settings/secret-files.js';
import { SettingsError } from '../settings/settings-error.js';
import { type CommandLine, OPTIONS_HELP, readCommandLine, UsageError } from './command-line.js';
import { createSandbox } from './sandbox.js';

const USAGE = `${usageOf('sandbox')}\n${OPTIONS_HELP}`;

process.exitCode = await main(process.argv.slice(2));

/** Returns the exit status: 0 after a signal, 1 if the sandbox cannot listen, 2 for invalid arguments or settings. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const given = readCommandLine(args);
    if (given === 'help') return print(USAGE);
    return await serve(given, merchantsIn(process.env));
  } catch (error) {
    if (error instanceof SettingsError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    return 2;
  }
}

/**
 * Returns the merchants of `ECTICKET_MERCHANTS` or its file. The public test merchants are always known. @throws
 * SettingsError
 */
function merchantsIn(env: NodeJS.ProcessEnv): MerchantMap {
  const { variables, withMistakes } = readSecretFiles(setVariablesOf(env), ['ECTICKET_MERCHANTS']);
  const { value, mistakes } = readMerchantMap(variables, 'sandbox');
  const all = withMistakes(mistakes);
  if (value === undefined || all.length > 0) throw new SettingsError(all);
  return variables['ECTICKET_MERCHANTS'] === undefined ? {} : value;
}

async function serve({ port, host, sandbox: options }: CommandLine, merchants: MerchantMap): Promise<number> {
  const sandbox = createSandbox({ ...options, merchants });
  const stopped = Promise.race([waitForSignal('SIGTERM'), waitForSignal('SIGINT')]);
  try {
    await sandbox.listen({ port, host });
    print(`listening on http://${host}:${(sandbox.app.server.address() as AddressInfo).port}`);
  } catch (error) {
    process.stderr.write(`${describeListenError(error, host, port)}\n`);
    await sandbox.close();
    return 1;
  }
  await stopped;
  await sandbox.close();
  return 0;
}

function waitForSignal(signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => process.once(signal, () => resolve()));
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function describeListenError(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop the process that listens there, or choose another port with --port.`;
    case 'EACCES':
      return `This user may not listen on port ${port}: choose a port above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}: choose another host with --host.`;
    default:
      return `The sandbox cannot listen on ${host}:${port}: ${String(error)}`;
  }
}
