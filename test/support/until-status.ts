import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Requests `url` until the answer has this status. A busy server may answer a health check late, and then reports that
 * it is not ready. The test's time limit bounds the wait.
 */
export async function untilStatus(url: string, status: number): Promise<void> {
  while ((await fetch(url)).status !== status) await sleep(50);
}
