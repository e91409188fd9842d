import { ActivityCancellationType, ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { OrderRef } from '../../ecticket/order.js';
import type { IssuedOrder } from '../messages.js';
import type { NexusActivities } from '../activities.js';

/** The server repeats the activity, which adds nothing to the history. */
const { readIssuedOrder } = proxyActivities<NexusActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '1 minute' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/**
 * The workflow behind the operation `order.issue`: waits until the order has its tickets. Cancelling it ends the wait;
 * the order continues.
 *
 * @throws ApplicationFailure if the order ends without tickets
 */
export async function waitForTickets(order: OrderRef): Promise<IssuedOrder> {
  try {
    return await readIssuedOrder(order);
  } catch (error) {
    // The caller finds the reason in the cause of its NexusOperationFailure.
    throw error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause : error;
  }
}
