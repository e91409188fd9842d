/** Finds the order that has the ticket with a scanned code (docs/decisions/0035). */
import PQueue from 'p-queue';
import { codeTag, type CodeKeys } from '../../ecticket/code-tags.js';
import type { OrderRef } from '../../ecticket/order.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import { CODES, MERCHANT_ID, UNUSED } from '../../workflows/messages/search-attribute-keys.js';
import { CodeUnknownError } from '../errors/code-unknown-error.js';
import { OrderEndedError } from '../errors/order-ended-error.js';
import { TooManyOrdersError } from '../errors/too-many-orders-error.js';
import { orderRefOf } from '../orders/order-ref.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { readCurrentOrder } from '../temporal/read-order.js';
import { queryRuns, readRuns } from '../temporal/read-runs.js';

/** Result of `findByCode`: the ticket with the code, and its order. */
export interface FoundTicket {
  readonly ref: OrderRef;
  readonly ticketNo: string;
}

/** Orders without index tags to read per code. Reading a running order needs a worker, and Temporal Cloud bills it. */
const MAX_UNTAGGED_ORDERS = 100;
const MAX_CONCURRENT_READS = 10;
/** Runs with one tag to read. Usually they belong to one order, which may have several runs. */
const MAX_TAGGED_RUNS = 50;
/**
 * A run that continued as new or was reset is searched for this long after it closed, in milliseconds: Temporal lists
 * the next run a moment later.
 */
const RECENTLY_CLOSED_MS = 60_000;

/**
 * Finds the ticket with a code. With keys, the order is found by its index tags, and orders without tags are read one
 * by one. Every order that is found is read, to check that it has the code itself.
 *
 * @param keys The `codeKeys` of the client, if any.
 * @throws CodeUnknownError if no order has the code.
 * @throws TooManyOrdersError if too many orders have no index tags.
 */
export async function findByCode(
  orders: OrderExecutions,
  keys: CodeKeys | undefined,
  merchantId: string,
  code: string,
): Promise<FoundTicket> {
  const merchantQuery = `WorkflowType = '${TICKET_ORDER}' AND ${MERCHANT_ID.name} = '${merchantId}'`;
  const closedRecently = `CloseTime > '${new Date(Date.now() - RECENTLY_CLOSED_MS).toISOString()}'`;
  if (keys !== undefined) {
    const tags = keys.map((key) => `'${codeTag(key, merchantId, code)}'`);
    const isNewest = `(ExecutionStatus != 'ContinuedAsNew' OR ${closedRecently})`;
    const query = `${merchantQuery} AND ${CODES.name} IN (${tags.join(', ')}) AND ${isNewest}`;
    const tagged = await listWorkflowIds(orders, query, MAX_TAGGED_RUNS);
    const found = await searchOrders(code, orders, tagged.workflowIds);
    if (found !== undefined) return found;
  }
  const untaggedQuery = [
    merchantQuery,
    ...(keys === undefined ? [] : [`${CODES.name} IS NULL`]),
    `(ExecutionStatus IN ('Running', 'Completed') OR ${closedRecently})`,
  ].join(' AND ');
  const withUnused = await listWorkflowIds(orders, `${untaggedQuery} AND ${UNUSED.name} > 0`, MAX_UNTAGGED_ORDERS);
  if (withUnused.hasMore) throw new TooManyOrdersError(merchantId, MAX_UNTAGGED_ORDERS);
  const withoutUnused = await listWorkflowIds(orders, `${untaggedQuery} AND ${UNUSED.name} = 0`, MAX_UNTAGGED_ORDERS);
  const found =
    (await searchOrders(code, orders, withUnused.workflowIds, isUnreadable)) ??
    (await searchOrders(code, orders, withoutUnused.workflowIds, isUnreadable));
  if (found === undefined) throw new CodeUnknownError(merchantId, { hasMoreUsed: withoutUnused.hasMore });
  return found;
}

/** Lists up to `limit` orders: running ones first, then the ones that closed last. */
async function listWorkflowIds({ client }: OrderExecutions, query: string, limit: number) {
  const runs = await readRuns(client, queryRuns(client, query, limit + 1), limit + 1);
  const workflowIds = [...new Set(runs.slice(0, limit).map(({ workflowId }) => workflowId))];
  return { workflowIds, hasMore: runs.length > limit };
}

/** The order was closed from outside. Without a tag, nothing suggests that it had the code. */
const isUnreadable = (error: Error): boolean => error instanceof OrderEndedError;

/**
 * Reads orders until one has the code.
 *
 * @param canIgnore Whether an order that could not be read counts as an order without the code.
 * @throws The error of an order that could not be read, if no other order has the code: that order may have it.
 */
async function searchOrders(
  code: string,
  orders: OrderExecutions,
  workflowIds: readonly string[],
  canIgnore: (error: Error) => boolean = () => false,
): Promise<FoundTicket | undefined> {
  const queue = new PQueue({ concurrency: MAX_CONCURRENT_READS });
  const searchOrder = async (workflowId: string): Promise<FoundTicket> => {
    const order = await readCurrentOrder(orders, workflowId);
    const ref = order && orderRefOf(order);
    const ticket = order?.tickets.find(({ writeOffNo }) => writeOffNo === code);
    if (ref === undefined || ticket === undefined) throw new CodeNotInOrder();
    return { ref, ticketNo: ticket.ticketNo };
  };
  try {
    return await Promise.any(workflowIds.map((workflowId) => queue.add(() => searchOrder(workflowId))));
  } catch (error) {
    const errors = (error as AggregateError).errors as Error[];
    const readError = errors.find((each: Error) => !(each instanceof CodeNotInOrder) && !canIgnore(each));
    if (readError !== undefined) throw readError;
    return undefined;
  } finally {
    queue.clear();
  }
}

/** The order has no ticket with the code. */
class CodeNotInOrder extends Error {
  override readonly name = 'CodeNotInOrder';
}
