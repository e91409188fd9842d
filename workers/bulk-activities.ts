/** The activities of the workflows for many orders: they start and read orders in Temporal, and send them decisions. */
import { activityInfo, cancellationSignal, Context, heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { DecisionRefusedError } from '../client/errors/decision-refused-error.js';
import { OrderEndedError } from '../client/errors/order-ended-error.js';
import { OrderNotFoundError } from '../client/errors/order-not-found-error.js';
import { TemporalCallFailedError } from '../client/errors/temporal-call-failed-error.js';
import { TemporalUnavailableError } from '../client/errors/temporal-unavailable-error.js';
import { UpdateConflictError } from '../client/errors/update-conflict-error.js';
import { isFinalStatus } from '../client/order-status.js';
import { adoptOrder } from '../client/orders/adoption.js';
import { sendDecision } from '../client/orders/operator-decisions.js';
import { isOrderRef } from '../client/orders/order-ref.js';
import { hasNoContent } from '../client/orders/unknown-orders.js';
import { OrderExecutions } from '../client/temporal/order-executions.js';
import { readCurrentOrder } from '../client/temporal/read-order.js';
import { ECTicketError, type OrderRef } from '../ecticket/index.js';
import { workflowIdOf } from '../workflows/messages/names.js';
import {
  isResubmittedInBulk,
  type AdoptOrdersResult,
  type BulkActivities,
  type CompareOrdersResult,
  type RebuildProblem,
  type RefusedResubmission,
  type ResubmitOrdersResult,
} from '../workflows/messages/bulk.js';
import type { Decision } from '../workflows/messages/operator-decisions.js';
import { callbackReceived, type OrderSnapshot } from '../workflows/messages/workflow.js';

/** A worker is known to be alive for three of these before its heartbeat timeout of 15 seconds. */
const HEARTBEAT_INTERVAL_MS = 5000;

/** @param client of the namespace in which the orders run, with their data converter */
export function createBulkActivities(client: Client): BulkActivities {
  const orders = new OrderExecutions(client);
  return {
    async adoptOrders({ orders: refs, ordersPerSecond }) {
      const nothingDone = { adopted: 0, running: 0, problems: [] };
      return await forEachOrder<AdoptOrdersResult>(refs, nothingDone, async (result, ref, signal) => {
        const outcome = await unlessFailed(() => adopt(orders, ref), 'unread');
        await sleep(1000 / ordersPerSecond, undefined, { signal });
        if (outcome === 'adopted') return { ...result, adopted: result.adopted + 1 };
        if (outcome === 'running') return { ...result, running: result.running + 1 };
        return { ...result, problems: [...result.problems, { order: ref, problem: outcome }] };
      });
    },

    async compareOrders({ orders: refs, since }) {
      const nothingDone = { agreeing: 0, pending: [], problems: [] };
      return await forEachOrder<CompareOrdersResult>(refs, nothingDone, async (result, ref) => {
        const outcome = await unlessFailed(
          async () => compare(await readCurrentOrder(orders, workflowIdOf(ref)), since),
          'pending',
        );
        if (outcome === 'agrees') return { ...result, agreeing: result.agreeing + 1 };
        if (outcome === 'pending') return { ...result, pending: [...result.pending, ref] };
        return { ...result, problems: [...result.problems, { order: ref, problem: outcome }] };
      });
    },

    async resubmitOrders({ orders: refs, ordersPerSecond, decision, updateId }) {
      const nothingDone = { resubmitted: 0, refused: [] };
      return await forEachOrder<ResubmitOrdersResult>(refs, nothingDone, async (result, ref, signal) => {
        const refusal = await resubmit(orders, ref, decision, updateId);
        await sleep(1000 / ordersPerSecond, undefined, { signal });
        return refusal === undefined
          ? { ...result, resubmitted: result.resubmitted + 1 }
          : { ...result, refused: [...result.refused, { order: ref, ...refusal }] };
      });
    },
  };
}

/**
 * Returns `otherwise` if this order cannot be processed, for example because its workflow tasks fail: one order must not
 * block the others.
 *
 * @throws TemporalUnavailableError, TemporalCallFailedError: no order can be processed now, so the activity is retried
 */
async function unlessFailed<Result>(processOrder: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await processOrder();
  } catch (error) {
    failureOfOrder(error);
    return otherwise;
  }
}

/** Returns an error that concerns one order only. Throws any other. */
function failureOfOrder(error: unknown): ECTicketError {
  const isOutage = error instanceof TemporalUnavailableError || error instanceof TemporalCallFailedError;
  if (!(error instanceof ECTicketError) || isOutage) throw error;
  return error;
}

/** What the heartbeat keeps for the next attempt of an activity. */
interface Done<Result> {
  readonly count: number;
  readonly result: Result;
}

/** Processes one order after another. A later attempt continues after the last order that the heartbeat has reported. */
async function forEachOrder<Result>(
  refs: readonly OrderRef[],
  nothingDone: Result,
  process: (result: Result, ref: OrderRef, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const signal = cancellationSignal();
  const earlier = activityInfo().heartbeatDetails as Done<Result> | undefined;
  let done: Done<Result> = earlier ?? { count: 0, result: nothingDone };
  const heartbeats = setInterval(() => heartbeat(done), HEARTBEAT_INTERVAL_MS);
  try {
    for (const ref of refs.slice(done.count)) {
      signal.throwIfAborted();
      done = { count: done.count + 1, result: await process(done.result, ref, signal) };
      heartbeat(done);
    }
    return done.result;
  } catch (error) {
    if (signal.aborted) await Context.current().cancelled;
    throw error;
  } finally {
    clearInterval(heartbeats);
  }
}

async function adopt(
  orders: OrderExecutions,
  ref: OrderRef,
): Promise<'adopted' | 'running' | 'replaced' | 'numberTaken'> {
  // Temporal has the kind of the number and the platform if it still has a run of the order. The platform that the
  // operator named counts more: an earlier rebuild may have named a wrong one.
  const stored = (await orders.describe(workflowIdOf(ref)))?.memo['orderRef'];
  const named = ref.platformId === undefined ? {} : { platformId: ref.platformId };
  try {
    const { existing, workflowId } = await adoptOrder(orders, isOrderRef(stored) ? { ...stored, ...named } : ref);
    if (!existing) return 'adopted';
    // A workflow from a backup may have missed callbacks: this one has it read ECPay's record.
    await orders.signal(workflowId, callbackReceived, [
      { kind: 'useStatus', receivedAt: new Date().toISOString(), data: {} },
    ]);
    return 'running';
  } catch (error) {
    if (error instanceof OrderEndedError) return 'replaced';
    if (error instanceof OrderNotFoundError) return 'numberTaken';
    throw error;
  }
}

/** @param since milliseconds since the epoch */
function compare(order: OrderSnapshot | undefined, since: number): 'agrees' | 'pending' | RebuildProblem['problem'] {
  if (order === undefined || order.adopting) return 'pending';
  if (order.status === 'awaitingPayment') return 'unpaid';
  if (order.numberTaken) return 'numberTaken';
  if (order.status === 'abandoned' && hasNoContent(order)) return 'unknownToECPay';
  if (order.reconciled.failingSince === undefined && Date.parse(order.reconciled.at ?? '') >= since) return 'agrees';
  // ECPay has answered that it has no tickets of an order that has ended without any.
  return isFinalStatus(order.status) && order.ticketTradeNo === undefined ? 'agrees' : 'pending';
}

/** @returns why the order does not accept the decision; undefined if it does */
async function resubmit(
  orders: OrderExecutions,
  ref: OrderRef,
  decision: Decision,
  updateId: string,
): Promise<Omit<RefusedResubmission, 'order'> | undefined> {
  const workflowId = workflowIdOf(ref);
  const reasonNow = async () => (await readCurrentOrder(orders, workflowId))?.attention?.reason;
  try {
    // The order refuses by itself. But a worker of an earlier version, which does not, may still run it.
    const reason = await reasonNow();
    if (reason !== undefined && !isResubmittedInBulk(reason)) return { code: 'NOT_IN_BULK', reason };
    await sendDecision(orders, workflowId, 'resubmit', { ...decision, bulk: true }, { updateId });
    return undefined;
  } catch (error) {
    // The id belongs to this run: an attempt on a worker of an earlier version sent the decision without `bulk`.
    if (error instanceof UpdateConflictError) return undefined;
    if (!(error instanceof DecisionRefusedError)) return { code: failureOfOrder(error).code };
    const reason = error.reason === 'NOT_IN_BULK' ? await unlessFailed(reasonNow, undefined) : undefined;
    return { code: error.reason, ...(reason !== undefined && { reason }) };
  }
}
