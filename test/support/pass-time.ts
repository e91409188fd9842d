import type { OrderWorld } from './order-world.js';

/**
 * Passes time while the client awaits an update of an order. A single sleep may end before the update has begun, and
 * the test then waits in real time.
 */
export async function passTimeDuring<T>({ environment }: OrderWorld, update: Promise<T>): Promise<T> {
  let hasEnded = false;
  const passTime = async () => {
    while (!hasEnded) await environment.sleep('5 seconds');
  };
  const [result] = await Promise.all([update.finally(() => (hasEnded = true)), passTime()]);
  return result;
}
