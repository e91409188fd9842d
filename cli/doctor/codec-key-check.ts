import type { Client } from '@temporalio/client';
import type { ECTicketClient } from '../../client/index.js';
import { ECTicketError } from '../../ecticket/index.js';
import { TICKET_ORDER } from '../../workflows/messages/names.js';
import { describeKnownError } from '../report-error.js';
import type { DoctorTexts } from '../texts/en-doctor.js';
import { CheckFailed } from './check.js';

/** The check reads this many orders, newest first. */
const MAX_ORDERS = 100;

/**
 * Checks that the codec keys decrypt what Temporal stores. It reads the memo of many orders, which a client wrote, and
 * the snapshot of the newest, which a worker writes.
 */
export async function checkCodecKeys(client: Client, tickets: ECTicketClient, texts: DoctorTexts): Promise<string> {
  try {
    const count = await countReadableOrders(client);
    if (count === 0) return texts.noOrders;
    for await (const { ref } of tickets.listOrders({ limit: 1 })) await tickets.getOrder(ref).catch(ignoreUnavailable);
    return texts.ordersReadable(count);
  } catch (error) {
    throw new CheckFailed(describeKnownError(error)?.message ?? String(error));
  }
}

/** Listing an order decodes its memo. */
async function countReadableOrders(client: Client): Promise<number> {
  let count = 0;
  const list = client.workflow.list({ query: `WorkflowType = '${TICKET_ORDER}'`, pageSize: MAX_ORDERS });
  for await (const { memo } of list) {
    count += memo === undefined ? 0 : 1;
    if (count === MAX_ORDERS) break;
  }
  return count;
}

/** Another check reports that no worker answers, and an order may have been deleted since it was listed. */
function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof ECTicketError)) throw error;
}
