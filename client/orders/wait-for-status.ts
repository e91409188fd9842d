import { setTimeout as sleep } from 'node:timers/promises';
import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import { WaitTimedOutError } from '../errors/wait-timed-out-error.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { isOrderStatus, ORDER_STATUSES } from '../order-status.js';
import { readOrder } from '../temporal/read-order.js';
import { CHANGED } from '../temporal/retry-on-change.js';
import { CALL_TIMEOUT_MS } from '../temporal/temporal-call.js';
import { ViolationList } from '../violation-list.js';

const FIRST_POLL_INTERVAL_MS = 100;
const MAX_POLL_INTERVAL_MS = 2000;

/** Codes of failures after which the wait continues, because a server or a worker may be restarting. */
const TRANSIENT_FAILURES = ['TEMPORAL_UNAVAILABLE', 'WORKER_UNAVAILABLE'];

/** Options of `waitForStatus`. */
export interface WaitOptions {
  /** The longest wait, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the wait with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Polls until the order has an awaited status. Documented at `ECTicketClient.waitForStatus`. */
export async function waitForStatus(
  orders: OrderExecutions,
  workflowId: string,
  awaited: readonly OrderStatus[],
  { timeoutMs, signal }: WaitOptions,
): Promise<OrderSnapshot> {
  const end = performance.now() + timeoutMs;
  let lastStatus: OrderStatus | undefined;
  let lastFailure: string | undefined;
  for (let interval = FIRST_POLL_INTERVAL_MS; ; interval = Math.min(2 * interval, MAX_POLL_INTERVAL_MS)) {
    signal?.throwIfAborted();
    // Each call may take the rest of the wait, and at least a second, so that a wait of 0 ms still reads once.
    const callTimeoutMs = Math.min(Math.max(end - performance.now(), 1000), CALL_TIMEOUT_MS);
    try {
      const execution = await orders.describe(workflowId, callTimeoutMs);
      if (execution === undefined) throw new OrderNotFoundError(workflowId);
      lastStatus = execution.status;
      lastFailure = undefined;
      // Temporal has the status without a worker. A worker is queried only once the status matches.
      const isAwaited = lastStatus !== undefined && awaited.includes(lastStatus);
      const order = isAwaited ? await readOrder(orders, workflowId, execution, callTimeoutMs) : CHANGED;
      if (order !== CHANGED) return order;
      if (execution.state !== 'running' && !isAwaited) {
        throw new OrderEndedError(workflowId, execution.end, `it can no longer become ${awaited.join(' or ')}.`);
      }
    } catch (error) {
      if (!(error instanceof ECTicketError && TRANSIENT_FAILURES.includes(error.code))) throw error;
      lastFailure = error.code;
    }
    const remaining = end - performance.now();
    if (remaining <= 0) throw new WaitTimedOutError(workflowId, awaited, timeoutMs, lastStatus, lastFailure);
    await sleepUnlessAborted(Math.min(interval, remaining), signal);
  }
}

/** Checks the arguments of a wait. @throws InvalidRequestError */
export function checkWait(awaited: readonly OrderStatus[], options: WaitOptions): void {
  const violations = new ViolationList();
  violations.check(
    awaited.length > 0 && awaited.every(isOrderStatus),
    'statuses',
    'orderStatus',
    `A status must be one of ${ORDER_STATUSES.join(', ')}.`,
    'Use one of these, or several.',
  );
  if (violations.checkFields(options, 'options', ['timeoutMs', 'signal'])) {
    violations.check(
      typeof options.timeoutMs === 'number' && options.timeoutMs >= 0,
      'options.timeoutMs',
      'timeout',
      'timeoutMs must be a number of milliseconds, 0 or more.',
      'Use a value such as 60_000.',
    );
    violations.check(
      options.signal === undefined || options.signal instanceof AbortSignal,
      'options.signal',
      'abortSignal',
      'signal must be an AbortSignal.',
      "Use an AbortController's signal, or leave it out.",
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError('waitForStatus', violations.all);
}

/** @throws The signal's reason if it is aborted. */
async function sleepUnlessAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
