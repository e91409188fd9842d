/** Finds the orders that a decision about many orders resubmits, with the reason why each needs attention. */
import type { Client } from '@temporalio/client';
import PQueue from 'p-queue';
import { WorkerUnavailableError } from '../client/errors/worker-unavailable-error.js';
import { TemporalCallFailedError } from '../client/errors/temporal-call-failed-error.js';
import { TemporalUnavailableError } from '../client/errors/temporal-unavailable-error.js';
import { refOfRun } from '../client/orders/list-orders.js';
import { OrderExecutions } from '../client/temporal/order-executions.js';
import { readCurrentOrder } from '../client/temporal/read-order.js';
import { queryRuns, readRuns } from '../client/temporal/read-runs.js';
import { ECTicketError, type OrderRef } from '../ecticket/index.js';
import { isResubmittedInBulk, MAX_ORDERS } from '../workflows/messages/bulk.js';
import { TICKET_ORDER, workflowIdOf } from '../workflows/messages/names.js';
import type { Attention } from '../workflows/messages/order.js';
import { STATUS } from '../workflows/messages/search-attribute-keys.js';

export interface Resubmittable {
  readonly orders: readonly { readonly order: OrderRef; readonly reason: Attention['reason'] }[];
  readonly skipped: readonly SkippedOrder[];
}

/** An order that needs a decision of its own, or none. */
export interface SkippedOrder {
  readonly order: OrderRef;
  /**
   * - `noAttention`: the order has continued, or needs no decision because only its webhook accepts no events.
   * - `unread`: the order cannot be read, for example because its workflow tasks fail.
   */
  readonly reason: Attention['reason'] | 'noAttention' | 'unread';
}

/** Orders that are read at the same time. Temporal's index does not have the reason. */
const CONCURRENT_READS = 20;

/**
 * @param where a visibility query of Temporal; `*` matches every order
 * @throws WorkerUnavailableError if no worker answers; TemporalUnavailableError, TemporalCallFailedError
 */
export async function findResubmittable(client: Client, where: string): Promise<Resubmittable> {
  const query = [
    `WorkflowType = '${TICKET_ORDER}'`,
    `ExecutionStatus = 'Running'`,
    `${STATUS.name} = 'needsAttention'`,
    ...(where.trim() === '*' ? [] : [`(${where})`]),
  ].join(' AND ');
  const refs = (await readRuns(client, queryRuns(client, query, 1000), MAX_ORDERS)).map(refOfRun);
  const executions = new OrderExecutions(client);
  const queue = new PQueue({ concurrency: CONCURRENT_READS });
  const read = async (order: OrderRef): Promise<SkippedOrder> => ({
    order,
    reason: await readReason(executions, order),
  });
  try {
    const found = await Promise.all(refs.map((ref) => queue.add(() => read(ref))));
    return { orders: found.filter(isResubmittable), skipped: found.filter((each) => !isResubmittable(each)) };
  } finally {
    queue.clear();
  }
}

async function readReason(executions: OrderExecutions, ref: OrderRef): Promise<SkippedOrder['reason']> {
  try {
    return (await readCurrentOrder(executions, workflowIdOf(ref)))?.attention?.reason ?? 'noAttention';
  } catch (error) {
    if (!(error instanceof ECTicketError) || OUTAGES.some((outage) => error instanceof outage)) throw error;
    return 'unread';
  }
}

/** Errors that concern every order. */
const OUTAGES = [WorkerUnavailableError, TemporalUnavailableError, TemporalCallFailedError] as const;

function isResubmittable(found: SkippedOrder): found is Resubmittable['orders'][number] {
  return found.reason !== 'noAttention' && found.reason !== 'unread' && isResubmittedInBulk(found.reason);
}
