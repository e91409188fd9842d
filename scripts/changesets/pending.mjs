import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Returns the names of the changesets that no version contains yet. */
export async function pendingChangesets() {
  const files = await readdir(fileURLToPath(new URL('../../.changeset/', import.meta.url)));
  return files.filter((file) => file.endsWith('.md') && file !== 'README.md').sort();
}
