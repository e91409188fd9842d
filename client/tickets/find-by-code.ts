/** Which order has the ticket with a scanned code (docs/decisions/0035). */
import PQueue from 'p-queue';
import { codeTag, type CodeKeys } from '../../ecticket/code-tags.js';
import type { OrderRef } from '../../ecticket/order.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import { CODES, MERCHANT_ID, UNUSED } from '../../workflows/messages/search-attribute-keys.js';
import { CodeUnknownError } from '../errors/code-unknown-error.js';
import { TooManyOrdersError } from '../errors/too-many-orders-error.js';
import type { OrderExecutions } from '../temporal/order-executions.js';
import { orderRefOf } from '../orders/order-ref.js';
import { readCurrentOrder } from '../temporal/read-order.js';
import { queryRuns, readRuns } from '../temporal/read-runs.js';

export interface FoundTicket {
  readonly ref: OrderRef;
  readonly ticketNo: string;
}

/** Orders that are asked one by one at the most: each that runs is a query, which takes a worker and which Cloud bills. */
const MOST_ASKED = 100;
/** Queries under way at once. */
const TOGETHER = 10;
/** Runs with one tag: of one order, as a rule, which may have several. */
const MOST_TAGGED = 50;

/**
 * Finds the order by its tags where there are keys, and asks the orders that have none. Every order that is found is asked
 * whether it has the code itself.
 *
 * @throws CodeUnknownError, TooManyOrdersError
 */
export async function findByCode(
  orders: OrderExecutions,
  keys: CodeKeys | undefined,
  merchantId: string,
  code: string,
): Promise<FoundTicket> {
  const ofMerchant = `WorkflowType = '${TICKET_ORDER}' AND ${MERCHANT_ID.name} = '${merchantId}'`;
  if (keys !== undefined) {
    const tags = keys.map((key) => `'${codeTag(key, merchantId, code)}'`);
    const query = `${ofMerchant} AND ${CODES.name} IN (${tags.join(', ')}) AND ExecutionStatus != 'ContinuedAsNew'`;
    const found = await firstWith(code, orders, (await listed(orders, query, MOST_TAGGED)).workflowIds);
    if (found !== undefined) return found;
  }
  const untagged = [
    ofMerchant,
    ...(keys === undefined ? [] : [`${CODES.name} IS NULL`]),
    // Of an order that was closed from outside nothing can be read.
    "ExecutionStatus IN ('Running', 'Completed')",
  ].join(' AND ');
  const usable = await listed(orders, `${untagged} AND ${UNUSED.name} > 0`, MOST_ASKED);
  if (usable.hasMore) throw new TooManyOrdersError(merchantId, MOST_ASKED);
  const used = await listed(orders, `${untagged} AND ${UNUSED.name} = 0`, MOST_ASKED);
  const found =
    (await firstWith(code, orders, usable.workflowIds)) ?? (await firstWith(code, orders, used.workflowIds));
  if (found === undefined) throw new CodeUnknownError(merchantId, { hasMoreUsed: used.hasMore });
  return found;
}

/** Up to so many orders, those that run first, then those that ended last. */
async function listed({ client }: OrderExecutions, query: string, most: number) {
  const runs = await readRuns(client, queryRuns(client, query, most + 1), most + 1);
  const workflowIds = [...new Set(runs.slice(0, most).map(({ workflowId }) => workflowId))];
  return { workflowIds, hasMore: runs.length > most };
}

/** @throws what reading an order throws, where none of the others has the code: it may be that order's */
async function firstWith(
  code: string,
  orders: OrderExecutions,
  workflowIds: readonly string[],
): Promise<FoundTicket | undefined> {
  const queue = new PQueue({ concurrency: TOGETHER });
  const ask = async (workflowId: string): Promise<FoundTicket> => {
    const order = await readCurrentOrder(orders, workflowId);
    const ref = order && orderRefOf(order);
    const ticket = order?.tickets.find(({ writeOffNo }) => writeOffNo === code);
    if (ref === undefined || ticket === undefined) throw new NotThisOrder();
    return { ref, ticketNo: ticket.ticketNo };
  };
  try {
    return await Promise.any(workflowIds.map((workflowId) => queue.add(() => ask(workflowId))));
  } catch (error) {
    const unread = (error as AggregateError).errors.find((each): each is Error => !(each instanceof NotThisOrder));
    if (unread !== undefined) throw unread;
    return undefined;
  } finally {
    queue.clear();
  }
}

/** The order that was asked has no ticket with the code. */
class NotThisOrder extends Error {
  override readonly name = 'NotThisOrder';
}
