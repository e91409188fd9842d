import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import type { OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import { readResult } from '../temporal/read-order.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';

/**
 * Whether a number was only adopted, and neither Temporal nor ECPay had an order with it. Such a number is free. A new
 * order with the number gets new event ids, because an adopted order numbers its events from the seconds of its start.
 */
export async function isUnknownOrder(orders: OrderExecutions, workflowId: string): Promise<boolean> {
  return await retryOnChange(async () => {
    const execution = await orders.describe(workflowId);
    return execution === undefined ? false : await isUnknownExecution(orders, workflowId, execution);
  });
}

/** Like {@link isUnknownOrder}, for an order that is already described. */
export async function isUnknownExecution(
  orders: OrderExecutions,
  workflowId: string,
  execution: OrderExecution,
): Promise<boolean | typeof CHANGED> {
  // A workflow that was closed from outside has no result, but a placed order keeps its fingerprint in the memo.
  if (execution.state !== 'completed' || execution.memo['orderFingerprint'] !== undefined) return false;
  if (execution.status !== 'abandoned') return false;
  const known = await readResult(orders, workflowId, execution);
  return known === CHANGED ? CHANGED : hasNoContent(known);
}

/** Whether a snapshot has neither an order nor decisions, payments or tickets. */
export function hasNoContent({ order, decisions, payment, replaces, ticketTradeNo }: OrderSnapshot): boolean {
  const hasNoPayment = payment.paid === undefined && payment.extra.length === 0;
  const isEmpty = order === undefined && replaces === undefined && ticketTradeNo === undefined;
  return isEmpty && decisions.length === 0 && hasNoPayment;
}
