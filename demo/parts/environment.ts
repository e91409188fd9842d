/** The settings of the demo's processes, and of commands that the user runs beside them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the demo's processes listen. */
export interface Addresses {
  /** `host:port`, as Temporal's clients expect it. */
  readonly temporal: string;
  readonly webUi: string;
  readonly codec: string;
  readonly sandbox: string;
  readonly receiver: string;
}

/**
 * Returns the environment of a process: the demo's own environment without any `ECTICKET_` or `TEMPORAL_` variable
 * (except `TEMPORAL_CLI_PATH`), plus `settings`. Variables that a developer has exported may name a Temporal server and
 * merchants that the demo must not use.
 */
export function environmentOf(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(ECTICKET|TEMPORAL)_/.test(name));
  const cliPath = process.env['TEMPORAL_CLI_PATH'];
  return {
    ...Object.fromEntries(others),
    ...(cliPath !== undefined && { TEMPORAL_CLI_PATH: cliPath }),
    // Without this, the processes would read the developer's own configuration file.
    TEMPORAL_CONFIG_FILE: fileURLToPath(new URL('temporal.toml', import.meta.url)),
    ...settings,
  };
}

/**
 * Writes the settings with which other commands reach the demo's processes. A shell reads them with `set -a; .
 * demo.env`. The codec key in the file decrypts the histories of this run only.
 *
 * @returns The file's path.
 */
export async function writeSettingsFile(directory: string, addresses: Addresses, codecKeys: string): Promise<string> {
  const settings = {
    TEMPORAL_ADDRESS: addresses.temporal,
    ECTICKET_BASE_URL: addresses.sandbox,
    ECTICKET_CALLBACK_BASE_URL: addresses.receiver,
    ECTICKET_UI_URL: addresses.webUi,
    ECTICKET_CODEC_KEYS: codecKeys,
  };
  const file = join(directory, 'demo.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return file;
}
