/** What the workflows for many orders share: their activities, and how orders are divided among them. */
import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { OrderRef } from '../../ecticket/order.js';
import type { BulkActivities } from '../messages/bulk.js';
import { TASK_QUEUE } from '../messages/names.js';

/** Orders per activity. The next attempt of an activity continues where a killed worker has stopped. */
const ORDERS_PER_ACTIVITY = 100;

/** At the lowest rate, one activity takes a thousand seconds. A worker without an answer from ECPay retries. */
const OPTIONS = {
  taskQueue: TASK_QUEUE,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  allowEagerDispatch: true,
} as const satisfies ActivityOptions;

/** @param verb what the Web UI shows for the activity: `Adopt`, `Compare`, `Resubmit` */
export function bulkActivities(
  verb: string,
  orders: readonly OrderRef[],
): ReturnType<typeof proxyActivities<BulkActivities>> {
  return proxyActivities<BulkActivities>({ ...OPTIONS, summary: `${verb} ${orders.length} orders` });
}

/** Divides orders among activities. */
export function chunksOf(orders: readonly OrderRef[]): readonly (readonly OrderRef[])[] {
  const count = Math.ceil(orders.length / ORDERS_PER_ACTIVITY);
  return Array.from({ length: count }, (_, index) =>
    orders.slice(index * ORDERS_PER_ACTIVITY, (index + 1) * ORDERS_PER_ACTIVITY),
  );
}
