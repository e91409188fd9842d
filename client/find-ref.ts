import type { OrderRef } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/names.js';
import type { OrderExecutions } from './order-executions.js';
import { isOrderRef } from './order-ref.js';

/** See {@link ECTicketClient.findRef}. Either kind of number makes the same workflow id. */
export async function findRef(
  orders: OrderExecutions,
  { merchantId, tradeNo }: { readonly merchantId: string; readonly tradeNo: string },
): Promise<OrderRef | undefined> {
  const execution = await orders.describe(workflowIdOf({ merchantId, merchantTradeNo: tradeNo }));
  const kept = execution?.memo['orderRef'];
  return isOrderRef(kept) ? kept : undefined;
}
