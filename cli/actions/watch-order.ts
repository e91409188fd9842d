import { setTimeout as sleep } from 'node:timers/promises';
import { workflowIdOf, type OrderSnapshot } from '../../client/index.js';
import { isFinalStatus } from '../../client/order-status.js';
import { ECTicketError, type OrderRef } from '../../ecticket/index.js';
import { screenFor, type Screen } from '../display/order-screen.js';
import { EXIT } from '../exit-status.js';
import { findOrder, nameOf } from '../order-name.js';
import { readOrder } from '../read-order.js';
import type { Shell } from '../shell.js';
import { orderLink } from '../web-ui.js';

/** Milliseconds between two looks. */
const LOOK_AGAIN_AFTER = 1000;

/** What a watch outlasts: a server or a worker that is restarted or replaced. */
const PASSING = ['TEMPORAL_UNAVAILABLE', 'WORKER_UNAVAILABLE', 'WORKFLOW_TASKS_FAILING'];

/** Shows an order until it has ended, or Ctrl-C. */
export async function watchOrder(shell: Shell, name: string): Promise<void> {
  const ref = await findOrder(shell, name);
  const link = orderLink(await shell.settings(), workflowIdOf(ref));
  const screen = screenFor(shell, { name: nameOf(ref), link });
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    await watch(shell, ref, screen, interrupted.signal);
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    shell.status = EXIT.interrupted;
  } finally {
    process.off('SIGINT', interrupt);
    screen.end();
  }
}

async function watch(shell: Shell, ref: OrderRef, screen: Screen, signal: AbortSignal): Promise<void> {
  let order: OrderSnapshot | undefined;
  do {
    if (order !== undefined) await sleep(LOOK_AGAIN_AFTER, undefined, { signal });
    try {
      order = await unlessAborted(readOrder(shell, ref), signal);
      screen.show(order);
    } catch (error) {
      // Who has never seen the order is told why.
      if (order === undefined || !(error instanceof ECTicketError && PASSING.includes(error.code))) throw error;
      screen.remark(error.message);
    }
  } while (!isFinalStatus(order.status));
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let end = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    end = () => reject(signal.reason as Error);
    signal.addEventListener('abort', end);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    // A watch looks for months: each look takes its listener along.
    signal.removeEventListener('abort', end);
  }
}
