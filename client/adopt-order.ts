import type { OrderRef } from '../ecticket/order.js';
import { workflowIdOf } from '../workflows/names.js';
import { adoptionOf } from './adopt.js';
import { OrderEndedError } from './errors/order-ended-error.js';
import type { OrderExecutions } from './order-executions.js';

export interface TakenUpOrder {
  readonly ref: OrderRef;
  readonly workflowId: string;
  /** True where the order was running already; it goes on as it was. */
  readonly existing: boolean;
}

/** See {@link ECTicketClient.adoptOrder}. */
export async function adoptOrder(orders: OrderExecutions, ref: OrderRef): Promise<TakenUpOrder> {
  const workflowId = workflowIdOf(ref);
  const adoption = await adoptionOf(orders, ref, 'person');
  if (adoption === undefined) {
    throw new OrderEndedError(
      workflowId,
      'abandoned',
      'another order was put in its place, which is the one to act on.',
    );
  }
  return { ref, workflowId, existing: (await orders.takeUp(adoption)) === 'exists' };
}
