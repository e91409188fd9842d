import type { OrderRef } from '../ecticket/order.js';
import type { AdoptedOrderInput, TicketOrderInput } from '../workflows/messages.js';
import { workflowIdOf } from '../workflows/names.js';
import type { OrderExecution, OrderExecutions } from './order-executions.js';

/** How an order that runs no more, or never did here, is taken up again. */
export interface Adoption {
  readonly workflowId: string;
  readonly args: [TicketOrderInput];
  readonly memo: Readonly<Record<string, unknown>>;
  readonly priority: { readonly fairnessKey: string };
}

/** What has an order taken up: ECPay's word of it, somebody who would act on its tickets, or a person who says that it is ours. */
export type Occasion = 'callback' | 'counter' | 'person';

/**
 * What takes an order up, with all that Temporal still knows of it. Undefined where that would be wrong: tickets under a
 * number that another order has taken the place of, or that is known to be another's, are not this order's; and at the
 * counter an order that was cancelled has none.
 */
export async function adoptionOf(
  orders: OrderExecutions,
  ref: OrderRef,
  occasion: Occasion,
): Promise<Adoption | undefined> {
  const workflowId = workflowIdOf(ref);
  const execution = await orders.describe(workflowId);
  if (occasion === 'counter' && execution?.status === 'cancelled') return undefined;
  const known = execution?.state === 'completed' ? await orders.read(workflowId, execution) : undefined;
  const isReplaced = known?.replacedBy !== undefined;
  const isOthers = known?.numberTaken === true && occasion !== 'person';
  if (isReplaced || isOthers) return undefined;
  return adoption(ref, execution, { ...(known !== undefined && { known }) });
}

/** What takes up an order whose last run, and how it ended, are known. */
export function adoption(
  ref: OrderRef,
  execution: OrderExecution | undefined,
  end: Omit<AdoptedOrderInput, 'adopt'>,
): Adoption {
  // Who brings news of an order need not know which platform acts for its merchant.
  const { platformId } = end.known ?? {};
  const named = { ...ref, ...(platformId !== undefined && { platformId }) };
  return {
    workflowId: workflowIdOf(ref),
    args: [{ adopt: named, ...end }],
    // What an earlier attempt took the number for does not outlive it.
    memo: { ...execution?.memo, orderRef: named },
    priority: { fairnessKey: ref.merchantId },
  };
}
