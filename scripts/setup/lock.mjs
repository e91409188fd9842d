import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withProgress } from './progress.mjs';

/** Milliseconds between two looks at a lock that another set-up holds. */
const RETRY_AFTER = 200;

/**
 * Lets one set-up at a time into a clone: two `npm ci` at once would spoil node_modules. A second one waits, and finds
 * everything done. The lock of a set-up that was killed is taken over.
 * @template T
 * @param {string} root the clone
 * @param {() => Promise<T>} setUp
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, setUp) {
  await mkdir(join(root, '.cache'), { recursive: true });
  const lock = join(root, '.cache', 'setup.lock');
  if (!(await take(lock))) {
    await withProgress('Waiting for another set-up of this clone', waitAndTake(lock));
  }
  const release = () => rm(lock, { force: true });
  try {
    return await setUp();
  } finally {
    await release();
  }
}

async function waitAndTake(lock) {
  do {
    if (await isAbandoned(lock)) await rm(lock, { force: true });
    else await sleep(RETRY_AFTER);
  } while (!(await take(lock)));
}

async function take(lock) {
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
  // Empty for the moment between its creation and its first word.
  if (holder === 0) return false;
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
