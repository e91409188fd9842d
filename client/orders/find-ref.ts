import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { checkRef, isOrderRef } from './order-ref.js';

/** See {@link ECTicketClient.findRef}. Either kind of number makes the same workflow id. */
export async function findRef(
  orders: OrderExecutions,
  order: { readonly merchantId: string; readonly tradeNo: string },
): Promise<OrderRef | undefined> {
  const { merchantId = '', tradeNo = '' } = (order as Partial<typeof order> | undefined) ?? {};
  const ref = { merchantId, merchantTradeNo: tradeNo };
  checkRef('findRef', ref);
  const execution = await orders.describe(workflowIdOf(ref));
  const kept = execution?.memo['orderRef'];
  return isOrderRef(kept) ? kept : undefined;
}
