import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import type { OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import { readResult } from '../temporal/read-order.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';

/**
 * Whether a number was only ever asked about: what was taken up under it ended at once, as neither we nor ECPay knew of
 * such an order. The number is free; events of its order have ids that none had before (those of an order that is taken up
 * count from the seconds of that moment).
 */
export async function isUnknownOrder(orders: OrderExecutions, workflowId: string): Promise<boolean> {
  return await retryOnChange(async () => {
    const execution = await orders.describe(workflowId);
    return execution === undefined ? false : await isUnknownExecution(orders, workflowId, execution);
  });
}

/** The same, of an order as Temporal has just described it. */
export async function isUnknownExecution(
  orders: OrderExecutions,
  workflowId: string,
  execution: OrderExecution,
): Promise<boolean | typeof CHANGED> {
  // One whose workflow was closed from outside has no result, but keeps the mark of what was placed.
  if (execution.state !== 'completed' || execution.memo['orderFingerprint'] !== undefined) return false;
  if (execution.status !== 'abandoned') return false;
  const known = await readResult(orders, workflowId, execution);
  return known === CHANGED ? CHANGED : isBlank(known);
}

/** An order of which nothing is known: not what was placed or decided, no money, no tickets. */
export function isBlank({ order, decisions, payment, replaces, ticketTradeNo }: OrderSnapshot): boolean {
  const noMoney = payment.paid === undefined && payment.extra.length === 0;
  return [order, replaces, ticketTradeNo].every((it) => it === undefined) && decisions.length === 0 && noMoney;
}
