import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withProgress } from './progress.mjs';

const POLL_INTERVAL_MS = 200;

/**
 * Runs one setup at a time per clone, because concurrent runs of `npm ci` would corrupt node_modules. A second setup
 * waits and then finds everything installed. The lock of a killed setup is removed.
 * @template T
 * @param {string} root the directory of the clone
 * @param {() => Promise<T>} setUp
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, setUp) {
  await mkdir(join(root, '.cache'), { recursive: true });
  const lock = join(root, '.cache', 'setup.lock');
  if (!(await acquire(lock))) {
    await withProgress('Waiting for another setup of this clone', waitAndAcquire(lock));
  }
  const release = () => rm(lock, { force: true });
  try {
    return await setUp();
  } finally {
    await release();
  }
}

async function waitAndAcquire(lock) {
  do {
    if (await isAbandoned(lock)) await rm(lock, { force: true });
    else await sleep(POLL_INTERVAL_MS);
  } while (!(await acquire(lock)));
}

async function acquire(lock) {
  try {
    const file = await open(lock, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(lock) {
  const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
  // The file is empty for a moment after its creation.
  if (holder === 0) return false;
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
