import { setTimeout as sleep } from 'node:timers/promises';
import { NotReadyError } from './not-ready-error.js';

/** Longer than several outages on a busy machine. */
const TIMEOUT_MS = 180_000;
const POLL_INTERVAL_MS = 100;

/**
 * Waits until an order has come as far as a fault needs it.
 *
 * @param what What the order then has, for the message.
 * @param read Returns undefined as long as the order does not have it.
 * @throws NotReadyError after three minutes.
 */
export async function waitUntilReady<T>(
  tradeNo: string,
  what: string,
  read: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (performance.now() < deadline) {
    const value = await read();
    if (value !== undefined) return value;
    await sleep(POLL_INTERVAL_MS);
  }
  throw new NotReadyError(`${tradeNo} did not have ${what} after ${TIMEOUT_MS / 1000} s`);
}
