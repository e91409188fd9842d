/** Adopts orders that do not run: starts a workflow that reads the order from ECPay's order record. */
import type { OrderRef } from '../../ecticket/order.js';
import { workflowIdOf } from '../../workflows/messages/names.js';
import type { AdoptedOrderInput } from '../../workflows/messages/workflow.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { OrderNotFoundError } from '../errors/order-not-found-error.js';
import type {
  AdoptableOrder,
  Adoption,
  ClosedExecution,
  OrderExecution,
  OrderExecutions,
} from '../temporal/order-executions.js';
import { readResult } from '../temporal/read-order.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';
import { hasNoContent } from './unknown-orders.js';

/** Result of `adoptOrder`. */
export interface AdoptedOrder {
  readonly ref: OrderRef;
  readonly workflowId: string;
  /** True if the order was running already. It continues unchanged. */
  readonly existing: boolean;
}

/**
 * Why an order is adopted: ECPay sent a callback, a caller acts on its tickets, or an operator says that it is this
 * merchant's.
 */
export type AdoptionReason = 'callback' | 'ticketAction' | 'operator';

/** Adopts an order for an operator. Documented at `ECTicketClient.adoptOrder`. */
export async function adoptOrder(orders: OrderExecutions, ref: OrderRef): Promise<AdoptedOrder> {
  const workflowId = workflowIdOf(ref);
  return await retryOnChange(async () => {
    const latest = await orders.describe(workflowId);
    if (latest?.state === 'running') return { ref, workflowId, existing: true };
    const closed = await findAdoptionAfter(orders, ref, 'operator', latest);
    if (closed === CHANGED) return CHANGED;
    const { execution, adoption } = closed;
    if (adoption !== undefined) return { ref, workflowId, existing: (await orders.adopt(adoption)) === 'exists' };
    if (execution === undefined) throw new OrderNotFoundError(workflowId);
    throw new OrderEndedError(workflowId, execution.end, 'another order replaced it. Use that order instead.');
  });
}

/**
 * Finds out how an order is adopted, with everything that Temporal still has about it.
 *
 * There is no adoption if another order replaced this one, if the number belongs to an order of somebody else, or, for
 * a ticket action, if the order was cancelled.
 *
 * @returns {@link CHANGED} if the order runs: an adoption built from the closed run would lose what happens in this
 *   one.
 */
export async function findAdoption(
  orders: OrderExecutions,
  ref: OrderRef,
  reason: AdoptionReason,
): Promise<AdoptableOrder | typeof CHANGED> {
  const execution = await orders.describe(workflowIdOf(ref));
  if (execution?.state === 'running') return CHANGED;
  return await findAdoptionAfter(orders, ref, reason, execution);
}

/** Like {@link findAdoption}, for an order whose last run is already described. */
export async function findAdoptionAfter(
  orders: OrderExecutions,
  ref: OrderRef,
  reason: AdoptionReason,
  execution: ClosedExecution | undefined,
): Promise<AdoptableOrder | typeof CHANGED> {
  // The number is reserved for an order that writes it in another case.
  if (execution === undefined && (await orders.reservation(workflowIdOf(ref))) !== undefined)
    return { execution, adoption: undefined, isKnown: false };
  if (reason === 'ticketAction' && execution?.status === 'cancelled')
    return { execution, adoption: undefined, isKnown: true };
  const isKnown = execution !== undefined;
  if (execution?.state !== 'completed') {
    const isExpected = isKnown || reason === 'operator';
    return { execution, adoption: createAdoption(ref, execution, isExpected ? { isExpected } : {}), isKnown };
  }
  const known = await readResult(orders, workflowIdOf(ref), execution);
  if (known === CHANGED) return CHANGED;
  const isReplaced = known.replacedBy !== undefined;
  const belongsToOthers = known.numberTaken === true && reason !== 'operator';
  const hasContent = !hasNoContent(known);
  // An operator has named another platform for an order that ECPay did not have under the first one.
  const isCorrected = reason === 'operator' && !hasContent && ref.platformId !== undefined;
  const corrected = isCorrected ? { ...known, platformId: ref.platformId } : known;
  const input = { known: corrected, ...((hasContent || reason === 'operator') && { isExpected: true as const }) };
  const adoption = isReplaced || belongsToOthers ? undefined : createAdoption(ref, execution, input);
  return { execution, adoption, isKnown: hasContent };
}

/** The memo field that names the runs which were closed from outside before the order was adopted. */
const BROKEN_RUNS = 'closedRuns';
/** A run's updates matter for a day. An operator does not terminate an order more often than this. */
const MAX_BROKEN_RUNS = 5;

/**
 * The runs that were closed from outside, newest first: the last one if it was, and those that it names. They have no
 * result, so no later run has the outcomes of their updates.
 */
export function brokenRunsOf({ state, runId, memo }: OrderExecution): readonly string[] {
  const earlier = memo[BROKEN_RUNS];
  const named = Array.isArray(earlier) ? earlier.filter((each) => typeof each === 'string') : [];
  return [...(state === 'broken' ? [runId] : []), ...named].slice(0, MAX_BROKEN_RUNS);
}

/** Creates the start options that adopt an order, from its last run and its last snapshot, if they are known. */
export function createAdoption(
  ref: OrderRef,
  execution: ClosedExecution | undefined,
  input: Omit<AdoptedOrderInput, 'adopt'>,
): Adoption {
  // A callback may name any platform. If the order's own platform is known, that one counts.
  const { platformId: namedPlatformId, ...number } = ref;
  const platformId = input.known === undefined ? namedPlatformId : input.known.platformId;
  const timing = input.known?.timing;
  const brokenRuns = execution === undefined ? [] : brokenRunsOf(execution);
  const orderRef: OrderRef = { ...number, ...(platformId !== undefined && { platformId }) };
  return {
    workflowId: workflowIdOf(ref),
    args: [{ adopt: orderRef, ...input, ...(timing !== undefined && { timing }) }],
    // The order's own reference replaces the one that an earlier attempt may have stored.
    memo: { ...execution?.memo, orderRef, ...(brokenRuns.length > 0 && { [BROKEN_RUNS]: brokenRuns }) },
    priority: { fairnessKey: ref.merchantId },
  };
}
