/** A merchant's own workflow that runs an order as its child. */
import { executeChild } from '@temporalio/workflow';
import { childOrder, type ChildOrder, type ticketOrder } from '../../workflows/index.js';

export async function sale(order: ChildOrder): Promise<void> {
  await executeChild<typeof ticketOrder>('ticketOrder', childOrder(order));
}
