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

/** Permission bits: write for group and others, read for others, and the sticky bit of a directory. */
const OTHERS_WRITE = 0o022;
const OTHERS_READ = 0o004;
const STICKY = 0o1000;

/**
 * Reads the file with the merchants' keys and checks its permissions. Whoever may write the directory may replace the
 * file. Windows has no such permissions.
 *
 * @throws the error of the file system, with a `code`
 */
export function readMerchantsFile(path: string): MerchantsFile {
  const text = readFileSync(path, 'utf8');
  if (process.platform === 'win32') return { text, risks: [], warnings: [] };
  const { mode } = statSync(path);
  const { mode: directoryMode } = statSync(dirname(path));
  const isReplaceable = (directoryMode & OTHERS_WRITE) !== 0 && (directoryMode & STICKY) === 0;
  return {
    text,
    risks: [
      ...((mode & OTHERS_WRITE) === 0 ? [] : [writable('is writable by others', 'Run chmod go-w on the file')]),
      ...(isReplaceable
        ? [writable('is in a directory that others may write', 'Run chmod go-w on the directory')]
        : []),
    ],
    warnings:
      (mode & OTHERS_READ) === 0 ? [] : [`${NAME} is readable by every user of the machine. Run chmod o-r on it`],
  };
}

function writable(problem: string, fix: string): FoundRisk {
  return { risk: 'writable-merchants-file', name: NAME, problem, fix };
}
