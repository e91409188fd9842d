import type { OrderRef } from '../ecticket/order.js';
import { tradeNoOf, workflowIdOf } from '../workflows/messages/names.js';

/** How a line of the log names an order. The workflow's id is what all of them have in common, whoever writes them. */
export function orderNames(order: OrderRef | undefined): { tradeNo?: string; workflowId?: string } {
  return order === undefined ? {} : { tradeNo: tradeNoOf(order), workflowId: workflowIdOf(order) };
}
