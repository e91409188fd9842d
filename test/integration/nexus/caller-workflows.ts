/** Workflows of another team, in a namespace of its own. */
import { createNexusServiceClient } from '@temporalio/workflow';
import { ecticketService, type IssuedOrder, type OrderToIssue, type TicketsToRedeem } from '../../../nexus/index.js';
import type { TicketActionOutcome } from '../../../client/index.js';

const ecticket = createNexusServiceClient({ endpoint: 'ecticket', service: ecticketService });
const LIMIT = { scheduleToCloseTimeout: '3 minutes' } as const;

export async function buy(input: OrderToIssue): Promise<IssuedOrder> {
  return await ecticket.executeOperation('issueOrder', input, LIMIT);
}

export async function redeem(input: TicketsToRedeem): Promise<TicketActionOutcome> {
  return await ecticket.executeOperation('redeemTickets', input, LIMIT);
}
