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
import { createReport, type Report } from './report.js';
import { isClean, summarize, type RunNotes } from './summary.js';
import { SandboxControl } from './system/sandbox-control.js';
import { startSystem, type System } from './system/system.js';

/** Orders whose journeys overlap. They are many because most of them wait, for a process that is down or for ECPay. */
const MAX_CONCURRENT_ORDERS = 80;
/** The first orders begin one after the other, so that the first faults do not come all at once. */
const FIRST_ORDERS_INTERVAL_MS = 500;
const PROGRESS_INTERVAL_MS = 5000;
const MAX_NAMED_ORDERS = 3;
/**
 * How long all orders may take to rest after the last fault. The operator has let waiting calls and deliveries start.
 * After up to ten minutes comes what a killed worker had begun, and a workflow task that has timed out several times.
 */
const SETTLE_TIMEOUT_MS = 900_000;

interface Outcome {
  readonly report: Report;
  readonly notes: RunNotes;
}

/**
 * Runs the orders, prints a summary, and then the report as JSON if the options say so. The logs of the processes
 * remain if something is wrong, a process ended by itself, or the run was interrupted. The last message says where.
 *
 * @returns The exit status. 1: an order has a defect, or no entry of one kind in the plan could be carried out. A
 *   process that ended by itself and a single failed entry do not change it: the comparison of the orders decides.
 */
export async function runChaos(options: ChaosOptions): Promise<number> {
  const { signal } = listenForSignals();
  const unexpectedEnds: string[] = [];
  const system = await startSystem((problem) => unexpectedEnds.push(problem));
  let needsLogs = false;
  try {
    signal.throwIfAborted();
    needsLogs = true;
    const { report, notes } = await rejectOnAbort(signal, runOrders(options, system, unexpectedEnds, signal));
    for (const line of summarize(report, notes)) console.log(line);
    if (options.json) console.log(JSON.stringify(report));
    needsLogs = !isClean(report, notes) || unexpectedEnds.length > 0;
    return isClean(report, notes) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    return error.exitStatus;
  } finally {
    await system.close();
    // Only now does no process write any more.
    if (needsLogs) console.error(`Logs of the processes, Temporal's database and the events: ${system.logDirectory}`);
    else await system.removeLogs();
  }
}

/** The first signal aborts the run. Its message appears at once, because the processes need a while to stop. */
function listenForSignals(): AbortController {
  const abort = new AbortController();
  abortOnSignals(abort);
  abort.signal.addEventListener('abort', () => {
    const { message } = abort.signal.reason as Interruption;
    console.error(`${message} The run has no result. Its processes stop, which may take half a minute.`);
  });
  return abort;
}

async function runOrders(
  { orders, seed }: ChaosOptions,
  system: System,
  unexpectedEnds: readonly string[],
  signal: AbortSignal,
): Promise<Outcome> {
  console.log(`chaos: ${orders} orders, seed ${seed}`);
  const plan = samplePlan(orders, seed);
  for (const entry of plan) console.log(`  ${describeEntry(entry)}`);

  // While the processes stop, faults fail.
  const print = (line: string) => {
    if (!signal.aborted) console.log(line);
  };
  const sandbox = new SandboxControl(system.addresses.sandbox);
  const journeys = createJourneys(seed, { orders, system, sandbox });
  const planRun = new PlanRun(plan, journeys, { system, sandbox, print });
  const progress = setInterval(() => {
    const open = journeys.filter(({ hasEnded }) => !hasEnded).map(({ tradeNo }) => tradeNo);
    const named = open.length > MAX_NAMED_ORDERS ? '' : ` (not ${open.join(', ')})`;
    const used = `${orders - open.length} used${open.length > 0 ? named : ''}`;
    print(`${planRun.begunOrders} of ${orders} orders begun, ${used}; ${planRun.summary()}`);
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
  const isAtRest = await checked.waitUntilAtRest(SETTLE_TIMEOUT_MS, (waiting) => {
    const [first] = waiting;
    print(`${waiting.length} orders are not at rest yet, the first is ${first?.tradeNo ?? ''}`);
  });
  const secondsToSettle = Math.round((performance.now() - restsSince) / 100) / 10;
  // What is at rest must stay so.
  await sleep(PROGRESS_INTERVAL_MS);
  const findings = await checked.check();
  await printStories(findings, planRun, system);
  const counts = { orders, secondsToSettle, unexpectedEnds: unexpectedEnds.length };
  const report = createReport({ findings, planRun, records: await sandbox.orders(), ...counts });
  return { report, notes: { unexpectedEnds, results: planRun.results, isAtRest } };
}

/** Trade numbers are the same in every run with the seed; each run has a sandbox of its own. */
function createJourneys(seed: number, parts: JourneyParts): readonly OrderJourney[] {
  return sampleItineraries(parts.orders, seed).map(
    (itinerary, index) => new OrderJourney(`C${String(index + 1).padStart(5, '0')}`, kindOf(index), itinerary, parts),
  );
}

async function runConcurrently<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const runFromQueue = async (_: unknown, index: number) => {
    await sleep(index * FIRST_ORDERS_INTERVAL_MS);
    for (let next = queue.shift(); next; next = queue.shift()) await run(next);
  };
  const length = Math.min(MAX_CONCURRENT_ORDERS, items.length);
  await Promise.all(Array.from({ length }, runFromQueue));
}
