import { setTimeout as sleep } from 'node:timers/promises';
import type { ECTicketClient } from '../index.js';
import { tradeNoOf } from '../workflows/messages/names.js';
import type { Progress } from './display/progress.js';
import { rejectOnAbort } from './interruption.js';
import type { OrderResult } from './order-result.js';
import type { DemoContext, DemoOrder } from './orders.js';
import { runOrder } from './run-order.js';

/** Orders that run at the same time. On one machine, more would only wait for each other. */
const MAX_CONCURRENT_ORDERS = 40;
const STATUS_POLL_INTERVAL_MS = 250;

/**
 * Runs all orders, up to {@link MAX_CONCURRENT_ORDERS} at the same time.
 *
 * @returns One result per order, in the same order.
 */
export async function runOrders(
  orders: readonly DemoOrder[],
  context: DemoContext,
  progress: Progress,
): Promise<OrderResult[]> {
  const finished = new AbortController();
  const signal = AbortSignal.any([context.signal, finished.signal]);
  const showingStatuses = showStatuses(context.ecticket, progress, signal);
  try {
    return await runOverTwoDays(orders, context, progress);
  } finally {
    finished.abort();
    await showingStatuses;
  }
}

/**
 * Runs all orders, and advances the sandbox's clock by a day once. All orders share that clock, so it advances only
 * when every order has ended or waits for the next day.
 */
async function runOverTwoDays(
  orders: readonly DemoOrder[],
  { ecpay, ...context }: DemoContext,
  progress: Progress,
): Promise<OrderResult[]> {
  const nextDay = createGate();
  const waitingOrders = new Set<DemoOrder>();
  const runs: Promise<OrderResult>[] = [];
  await runConcurrently(orders, async (order, index) => {
    const waitsForNextDay = createGate();
    const run = runOrder(
      order,
      { ecpay, ...context },
      {
        report: (text) => {
          progress.showAction(order.tradeNo, text);
        },
        waitForNextDay: () => {
          waitingOrders.add(order);
          waitsForNextDay.open();
          return rejectOnAbort(context.signal, nextDay.opened);
        },
      },
    );
    runs[index] = run;
    await Promise.race([run, waitsForNextDay.opened]);
  });
  if (waitingOrders.size > 0) await ecpay.advanceClock('1 day');
  nextDay.open();
  return await Promise.all(runs);
}

async function runConcurrently(
  orders: readonly DemoOrder[],
  run: (order: DemoOrder, index: number) => Promise<void>,
): Promise<void> {
  const queue = [...orders.entries()];
  const runFromQueue = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, order] = next;
      await run(order, index);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_ORDERS }, runFromQueue));
}

/** Creates a promise, `opened`, that resolves when `open` is called. */
function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Polls the list of orders and shows their statuses, as a merchant's own system would. */
async function showStatuses(ecticket: ECTicketClient, progress: Progress, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { ref, status } of ecticket.listOrders()) {
        if (status !== undefined) progress.showStatus(tradeNoOf(ref), status);
      }
    } catch {
      // The next poll tries again. A permanent failure also fails the orders, which report it.
    }
    await sleep(STATUS_POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
