import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from './bring-up.js';

/**
 * Writes down what other commands need to reach what the demo has started, for a shell to read: `set -a; . demo.env`.
 * Answers where. The codec key in it opens the demo's histories and nothing else.
 */
export async function writeSettings(directory: string, addresses: Addresses, codecKeys: string): Promise<string> {
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
