import { setTimeout as sleep } from 'node:timers/promises';
import { ECTicketError } from '../../ecticket/errors/ecticket-error.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { OrderStatus } from '../../workflows/messages/order.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import { WaitTimedOutError } from '../errors/wait-timed-out-error.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { isOrderStatus, ORDER_STATUSES } from './order-status.js';
import { readOrder } from '../temporal/read-order.js';
import { CHANGED } from '../temporal/retry-on-change.js';
import { CALL_TIMEOUT } from '../temporal/temporal-call.js';
import { ViolationList } from '../violation-list.js';

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

/** Failures that a wait outlasts: a server or a worker that is restarted. */
const PASSING = ['TEMPORAL_UNAVAILABLE', 'WORKER_UNAVAILABLE'];

export interface WaitOptions {
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Ends the wait with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Looks until the order rests in a wanted status. See {@link ECTicketClient.waitForStatus}. */
export async function waitForStatus(
  orders: OrderExecutions,
  workflowId: string,
  wanted: readonly OrderStatus[],
  { timeoutMs, signal }: WaitOptions,
): Promise<OrderSnapshot> {
  const end = performance.now() + timeoutMs;
  let lastStatus: OrderStatus | undefined;
  let lastFailure: string | undefined;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    signal?.throwIfAborted();
    // An answer that takes longer than the wait may is no answer; a wait of nothing still looks once.
    const patience = Math.min(Math.max(end - performance.now(), 1000), CALL_TIMEOUT);
    try {
      const execution = await orders.describe(workflowId, patience);
      if (execution === undefined) throw new OrderNotFoundError(workflowId);
      lastStatus = execution.status;
      lastFailure = undefined;
      // Temporal alone knows the status; a worker is asked only when there is something to bring home.
      const order = isAmong(wanted, lastStatus) ? await readOrder(orders, workflowId, execution, patience) : CHANGED;
      if (order !== CHANGED) return order;
      const isMissed = execution.state !== 'running' && !isAmong(wanted, lastStatus);
      if (isMissed) throw new OrderEndedError(workflowId, execution.end, missed(wanted));
    } catch (error) {
      if (!(error instanceof ECTicketError && PASSING.includes(error.code))) throw error;
      lastFailure = error.code;
    }
    const left = end - performance.now();
    if (left <= 0) throw new WaitTimedOutError(workflowId, wanted, timeoutMs, lastStatus, lastFailure);
    await rest(Math.min(pause, left), signal);
  }
}

/** @throws InvalidRequestError for what cannot be waited for. */
export function checkWait(wanted: readonly OrderStatus[], options: WaitOptions): void {
  const violations = new ViolationList();
  violations.check(
    wanted.length > 0 && wanted.every(isOrderStatus),
    'statuses',
    'orderStatus',
    `A status is one of ${ORDER_STATUSES.join(', ')}.`,
    'Give one of these, or several.',
  );
  if (violations.checkFields(options, 'options', ['timeoutMs', 'signal'])) {
    violations.check(
      typeof options.timeoutMs === 'number' && options.timeoutMs >= 0,
      'options.timeoutMs',
      'timeout',
      'The longest wait is a number of milliseconds, not below 0.',
      'Give one, such as 60_000.',
    );
    violations.check(
      options.signal === undefined || options.signal instanceof AbortSignal,
      'options.signal',
      'abortSignal',
      'What ends the wait is an AbortSignal.',
      "Give an AbortController's signal, or leave it out.",
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError('waitForStatus', violations.all);
}

function isAmong(wanted: readonly OrderStatus[], status: OrderStatus | undefined): boolean {
  return status !== undefined && wanted.includes(status);
}

function missed(wanted: readonly OrderStatus[]): string {
  return `it will not be ${wanted.join(' or ')} any more.`;
}

async function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
