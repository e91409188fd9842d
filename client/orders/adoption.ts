import type { OrderRef } from '../../ecticket/order.js';
import type { AdoptedOrderInput } from '../../workflows/messages/workflow.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { ClosedExecution, OrderExecutions } from '../temporal/order-executions.js';
import { isBlank } from './unknown-orders.js';
import { readResult } from '../temporal/read-order.js';
import { CHANGED } from '../temporal/retry-on-change.js';
import type { Adoption } from '../temporal/adoption-start.js';

/**
 * Who wants an order adopted: ECPay by a callback, somebody who would act on its tickets, or a person who says that
 * it is ours.
 */
export type Occasion = 'callback' | 'counter' | 'person';

/** What Temporal knows of an order that does not run, in answers that belong together. */
export interface ClosedOrder {
  /** How its last run closed; undefined where Temporal knows of none. */
  readonly execution: ClosedExecution | undefined;
  /** What adopts it; undefined where that would be wrong. */
  readonly adoption: Adoption | undefined;
  /** Whether there was an order: one of which neither we nor ECPay knew is none. */
  readonly isKnown: boolean;
}

/**
 * What adopts an order, with all that Temporal still knows of it. There is no adoption of tickets under a number that
 * another order has replaced, or that is known to be another's, nor of a cancelled order at the counter.
 * {@link CHANGED} where the order runs: an adoption made of what it was before would forget what happens in that run.
 */
export async function adoptionOf(
  orders: OrderExecutions,
  ref: OrderRef,
  occasion: Occasion,
): Promise<ClosedOrder | typeof CHANGED> {
  const execution = await orders.describe(workflowIdOf(ref));
  if (execution?.state === 'running') return CHANGED;
  return await adoptionAfter(orders, ref, occasion, execution);
}

/** The same, of an order whose last run, if there was any, is known. */
export async function adoptionAfter(
  orders: OrderExecutions,
  ref: OrderRef,
  occasion: Occasion,
  execution: ClosedExecution | undefined,
): Promise<ClosedOrder | typeof CHANGED> {
  // The number belongs to an order that writes it in another case.
  if (execution === undefined && (await orders.reservation(workflowIdOf(ref))) !== undefined)
    return { execution, adoption: undefined, isKnown: false };
  if (occasion === 'counter' && execution?.status === 'cancelled')
    return { execution, adoption: undefined, isKnown: true };
  const isKnown = execution !== undefined;
  if (execution?.state !== 'completed') return { execution, adoption: adoption(ref, execution, {}), isKnown };
  const known = await readResult(orders, workflowIdOf(ref), execution);
  if (known === CHANGED) return CHANGED;
  const isReplaced = known.replacedBy !== undefined;
  const isOthers = known.numberTaken === true && occasion !== 'person';
  const adopted = isReplaced || isOthers ? undefined : adoption(ref, execution, { known });
  return { execution, adoption: adopted, isKnown: !isBlank(known) };
}

/** What adopts an order whose last run, and how it ended, are known. */
export function adoption(
  ref: OrderRef,
  execution: ClosedExecution | undefined,
  end: Omit<AdoptedOrderInput, 'adopt'>,
): Adoption {
  // Which platform acts for its merchant is the order's own to say, where it is known: not a callback's.
  const { platformId: told, ...number } = ref;
  const platformId = end.known === undefined ? told : end.known.platformId;
  const named: OrderRef = { ...number, ...(platformId !== undefined && { platformId }) };
  return {
    workflowId: workflowIdOf(ref),
    args: [{ adopt: named, ...end }],
    // What an earlier attempt took the number for does not outlive it.
    memo: { ...execution?.memo, orderRef: named },
    priority: { fairnessKey: ref.merchantId },
  };
}
