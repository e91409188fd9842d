import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, rounded } from './rounds.js';

/**
 * Starts a call at a constant rate, however long the earlier ones take, and measures each from the moment at which it
 * was due.
 *
 * @param perSecond calls per second
 * @returns the durations in ms
 */
export async function atConstantRate(
  perSecond: number,
  count: number,
  call: (index: number) => Promise<void>,
): Promise<readonly number[]> {
  const start = performance.now();
  const calls = Array.from({ length: count }, async (_, index) => {
    const dueAt = start + (index / perSecond) * 1000;
    await sleep(Math.max(dueAt - performance.now(), 0));
    await call(index);
    return performance.now() - dueAt;
  });
  return await Promise.all(calls);
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function latencyOf(durations: readonly number[]): Latency {
  return { p50Ms: rounded(quantile(durations, 0.5)), p99Ms: rounded(quantile(durations, 0.99)) };
}

export function formatLatency({ p50Ms, p99Ms }: Latency): string {
  return `p50 ${p50Ms} ms, p99 ${p99Ms} ms`;
}
