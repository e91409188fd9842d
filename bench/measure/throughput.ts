import { setTimeout as sleep } from 'node:timers/promises';

export interface Load {
  /** Orders in flight. Each order that ends starts another. */
  readonly inFlight: number;
  /** Orders that end before the measurement. The first orders move in step. */
  readonly warmUp: number;
  /** Orders that end during the measurement. */
  readonly measured: number;
}

export interface Throughput {
  readonly perSecond: number;
  /** Processor time of this process per order, in ms. Other processes on the machine hardly change it. */
  readonly cpuMs: number;
}

/** The first orders start over this time, so that they do not move in step. */
const START_MS = 5000;

/** Keeps a number of orders in flight, and measures how fast they end. Resolves when all have ended. */
export async function throughput(runOrder: () => Promise<void>, load: Load): Promise<Throughput> {
  const { inFlight, warmUp, measured } = load;
  let ended = 0;
  let start = { at: performance.now(), cpu: process.cpuUsage() };
  let result: Throughput | undefined;
  const runOrders = async (startAfterMs: number): Promise<void> => {
    await sleep(startAfterMs);
    while (result === undefined) {
      await runOrder();
      ended += 1;
      if (ended === warmUp) start = { at: performance.now(), cpu: process.cpuUsage() };
      if (ended !== warmUp + measured) continue;
      const { user, system } = process.cpuUsage(start.cpu);
      const seconds = (performance.now() - start.at) / 1000;
      result = { perSecond: measured / seconds, cpuMs: (user + system) / 1000 / measured };
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, index) => runOrders((index / inFlight) * START_MS)));
  if (result === undefined) throw new Error(`Only ${ended} orders have ended.`);
  return result;
}
