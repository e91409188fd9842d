/** The sandbox as a process of its own: `npm run sandbox -- --help`. */
import { givenIn } from '../settings/environment.js';
import { type MerchantMap, readMerchantMap } from '../settings/merchants.js';
import { SettingsError } from '../settings/settings-error.js';
import { type CommandLine, readCommandLine, USAGE, UsageError } from './command-line.js';
import { createSandbox } from './sandbox.js';

process.exitCode = await main(process.argv.slice(2));

/** Returns 0 when asked to end, 1 when it cannot listen, 2 for arguments or settings that make no sense. */
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

/** Those of `ECTICKET_MERCHANTS` or its file; the public ones are known anyway. @throws SettingsError */
function merchantsIn(env: NodeJS.ProcessEnv): MerchantMap {
  const given = givenIn(env);
  if ((given['ECTICKET_MERCHANTS'] ?? given['ECTICKET_MERCHANTS_FILE']) === undefined) return {};
  const { found, mistakes } = readMerchantMap(given, 'sandbox');
  if (found === undefined) throw new SettingsError(mistakes);
  return found;
}

async function serve({ port, host, sandbox: options }: CommandLine, merchants: MerchantMap): Promise<number> {
  const sandbox = createSandbox({ ...options, merchants });
  const ending = Promise.race([signalled('SIGTERM'), signalled('SIGINT')]);
  try {
    print(`listening on ${await sandbox.listen({ port, host })}`);
  } catch (error) {
    process.stderr.write(`${sentenceFor(error, host, port)}\n`);
    await sandbox.close();
    return 1;
  }
  await ending;
  await sandbox.close();
  return 0;
}

function signalled(signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => process.once(signal, () => resolve()));
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function sentenceFor(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: end what listens there, or choose another with --port.`;
    case 'EACCES':
      return `This user may not listen on port ${port}: choose one above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}: choose another with --host.`;
    default:
      return `The sandbox cannot listen on ${host}:${port}: ${String(error)}`;
  }
}
