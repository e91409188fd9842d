import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FoundRisk } from './risks.js';

interface MerchantsFile {
  readonly text: string;
  readonly risks: readonly FoundRisk[];
  /** Sentences for the log. */
  readonly warnings: readonly string[];
}

const NAME = 'ECTICKET_MERCHANTS_FILE';

/** Permissions as `chmod` numbers them: write and read for the group and for others, and the sticky bit of a folder. */
const OTHERS_WRITE = 0o022;
const OTHERS_READ = 0o004;
const STICKY = 0o1000;

/**
 * The file with the merchants' keys, and who else may write or read it. Whoever may write the folder may replace the
 * file. Windows has no such permissions.
 *
 * @throws the file system's own error, with a `code`.
 */
export function readMerchantsFile(path: string): MerchantsFile {
  const text = readFileSync(path, 'utf8');
  if (process.platform === 'win32') return { text, risks: [], warnings: [] };
  const { mode } = statSync(path);
  const { mode: folder } = statSync(dirname(path));
  const isFolderOpen = (folder & OTHERS_WRITE) !== 0 && (folder & STICKY) === 0;
  return {
    text,
    risks: [
      ...((mode & OTHERS_WRITE) === 0 ? [] : [writable('may be written by others', 'Run chmod go-w on the file')]),
      ...(isFolderOpen ? [writable('is in a folder that others may write', 'Run chmod go-w on the folder')] : []),
    ],
    warnings:
      (mode & OTHERS_READ) === 0 ? [] : [`${NAME} may be read by every user of the machine. Run chmod o-r on it`],
  };
}

function writable(problem: string, fix: string): FoundRisk {
  return { risk: 'writable-merchants-file', name: NAME, problem, fix };
}
