/** Temporal's own command line, as a person at a terminal has it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pathOf } from './temporal-servers.js';

/** What `temporal` prints; rejects where it fails. */
export async function temporalCli({ address }: { readonly address: string }, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(pathOf('TEMPORAL_CLI_PATH'), [...args, '--address', address]);
  return stdout;
}
