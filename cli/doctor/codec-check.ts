import type { Client } from '@temporalio/client';
import type { ECTicketClient } from '../../client/index.js';
import { ECTicketError } from '../../ecticket/index.js';
import { knownError } from '../report-error.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import { Ailment } from './finding.js';

/** How many orders are looked at, newest first. */
const LOOKED_AT = 100;

/**
 * Do our codec keys open what Temporal holds? What was written when an order was placed is read of many, what a worker
 * wrote of the newest.
 */
export async function histories(client: Client, tickets: ECTicketClient): Promise<string> {
  try {
    const placed = await countReadable(client);
    if (placed === 0) return 'there are no orders yet';
    for await (const { ref } of tickets.listOrders({ limit: 1 })) await tickets.getOrder(ref).catch(unlessUnavailable);
    return `the newest ${placed === 1 ? 'order' : `${placed} orders`} can be read`;
  } catch (error) {
    throw new Ailment(knownError(error)?.message ?? String(error));
  }
}

/** A list decodes each order's memo. */
async function countReadable(client: Client): Promise<number> {
  let count = 0;
  const list = client.workflow.list({ query: `WorkflowType = '${TICKET_ORDER}'`, pageSize: LOOKED_AT });
  for await (const { memo } of list) {
    count += memo === undefined ? 0 : 1;
    if (count === LOOKED_AT) break;
  }
  return count;
}

/** That no worker answers is another check's to say; an order that has just gone is no matter. */
function unlessUnavailable(error: unknown): void {
  if (!(error instanceof ECTicketError)) throw error;
}
