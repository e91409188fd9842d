import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import { adoptionAfter } from './adoption.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';

export interface AdoptedOrder {
  readonly ref: OrderRef;
  readonly workflowId: string;
  /** True where the order was running already; it goes on as it was. */
  readonly existing: boolean;
}

/** See {@link ECTicketClient.adoptOrder}. */
export async function adoptOrder(orders: OrderExecutions, ref: OrderRef): Promise<AdoptedOrder> {
  const workflowId = workflowIdOf(ref);
  return await retryOnChange(async () => {
    const last = await orders.describe(workflowId);
    if (last?.state === 'running') return { ref, workflowId, existing: true };
    const dormant = await adoptionAfter(orders, ref, 'person', last);
    if (dormant === CHANGED) return CHANGED;
    const { execution, adoption } = dormant;
    if (adoption !== undefined) return { ref, workflowId, existing: (await orders.adopt(adoption)) === 'exists' };
    if (execution === undefined) throw new OrderNotFoundError(workflowId);
    throw new OrderEndedError(
      workflowId,
      execution.end,
      'another order was put in its place, which is the one to act on.',
    );
  });
}
