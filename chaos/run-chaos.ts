/**
 * One run: start the processes, run the orders while the plan breaks things, let all of it rest, compare the views of
 * each order.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { abortOnSignals, Interruption, rejectOnAbort } from '../demo/interruption.js';
import { CheckedOrders } from './checks/checked-orders.js';
import { printStories } from './checks/story.js';
import type { ChaosOptions } from './options.js';
import { sampleItineraries } from './orders/itinerary.js';
import { kindOf } from './orders/kinds.js';
import { OrderJourney, type JourneyParts } from './orders/order-journey.js';
import { PlanRun } from './plan/plan-run.js';
import { describeEntry, samplePlan } from './plan/plan.js';
import { createReport, isClean, type Report } from './report.js';
import { SandboxControl } from './system/sandbox-control.js';
import { startSystem, type System } from './system/system.js';

/** Orders whose journeys overlap. */
const MAX_CONCURRENT_ORDERS = 24;
const PROGRESS_INTERVAL_MS = 5000;
/**
 * How long all orders may take to rest after the last fault. A call to ECPay is retried after at most five minutes; a
 * workflow task that has timed out several times on a busy machine, after at most ten.
 */
const SETTLE_TIMEOUT_MS = 900_000;

/** @returns the exit status */
export async function runChaos(options: ChaosOptions): Promise<number> {
  const abort = new AbortController();
  abortOnSignals(abort);
  const notes: string[] = [];
  const system = await startSystem((problem) => notes.push(problem));
  let status: number;
  try {
    const report = await rejectOnAbort(abort.signal, runOrders(options, system, notes));
    if (options.json) console.log(JSON.stringify(report));
    status = isClean(report) ? 0 : 1;
    if (status !== 0) console.error(`Logs of the processes: ${system.logDirectory}`);
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    return error.exitStatus;
  } finally {
    await system.close();
  }
  // Only now does no process write any more.
  if (status === 0) await system.removeLogs();
  return status;
}

async function runOrders({ orders, seed }: ChaosOptions, system: System, notes: string[]): Promise<Report> {
  console.log(`chaos: ${orders} orders, seed ${seed}`);
  const plan = samplePlan(orders, seed);
  for (const entry of plan) console.log(`  ${describeEntry(entry)}`);

  const sandbox = new SandboxControl(system.addresses.sandbox);
  const journeys = createJourneys(seed, { orders, system, sandbox });
  const planRun = new PlanRun(plan, journeys, { system, sandbox });
  const progress = setInterval(() => {
    const [begun, ended] = [planRun.begunOrders, journeys.filter(({ hasEnded }) => hasEnded).length];
    console.log(`${begun} of ${orders} orders begun, ${ended} used; ${planRun.summary()}`);
  }, PROGRESS_INTERVAL_MS);
  try {
    await runConcurrently(journeys, async (journey) => {
      planRun.orderBegins();
      await journey.run();
    });
    await planRun.end();
  } finally {
    clearInterval(progress);
  }

  console.log('The last fault is over; waiting until every order rests.');
  const restsSince = performance.now();
  const checked = new CheckedOrders(journeys, planRun, { system, sandbox });
  const isAtRest = await checked.waitUntilAtRest(SETTLE_TIMEOUT_MS);
  const secondsToSettle = Math.round((performance.now() - restsSince) / 100) / 10;
  if (!isAtRest) notes.push(`Not every order was at rest after ${secondsToSettle} s.`);
  // What is at rest must stay so.
  await sleep(PROGRESS_INTERVAL_MS);
  const findings = await checked.check();
  await printStories(findings, planRun, system);
  for (const note of notes) console.log(note);
  return createReport({ findings, planRun, records: await sandbox.orders(), orders, secondsToSettle });
}

/** Trade numbers are the same in every run with the seed; each run has a sandbox of its own. */
function createJourneys(seed: number, parts: JourneyParts): readonly OrderJourney[] {
  return sampleItineraries(parts.orders, seed).map(
    (itinerary, index) => new OrderJourney(`C${String(index + 1).padStart(5, '0')}`, kindOf(index), itinerary, parts),
  );
}

async function runConcurrently<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const runFromQueue = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_ORDERS }, runFromQueue));
}
