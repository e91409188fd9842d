import { startWorkflow, WorkflowRunOperationHandler } from '@temporalio/nexus';
import { serviceHandler, type ServiceHandler, type StartOperationContext } from 'nexus-rpc';
import type { ECTicketClient } from '../client/ecticket-client.js';
import { orderName } from '../workflows/messages/names.js';
import type { IssuedOrder, OrderToIssue, TicketsToRedeem, TicketsToRefund } from './messages.js';
import { runOperation } from './operation-failures.js';
import { ecticketService } from './service.js';
import type { waitForTickets } from './workflows/wait-for-tickets.js';

/** What the operations need of {@link ECTicketClient}. */
export type OrderClient = Pick<ECTicketClient, 'placeOrder' | 'getOrder' | 'redeem' | 'refund'>;

/** The server ends a request to a handler after ten seconds, and then repeats it. */
const UPDATE_TIMEOUT_MS = 8_000;

/** Implements the service with a client of ticket orders. */
export function createOrderOperations(tickets: OrderClient): ServiceHandler<typeof ecticketService.operations> {
  return serviceHandler(ecticketService, {
    issueOrder: new WorkflowRunOperationHandler<OrderToIssue, IssuedOrder>(async (context, { order, payment }) => {
      const { ref } = await runOperation(() =>
        tickets.placeOrder({ order, ...(payment && { payment: terms(payment) }) }),
      );
      return await startWorkflow<typeof waitForTickets>(context, 'waitForTickets', {
        workflowId: `ecticket-nexus/${orderName(ref)}/${context.requestId}`,
        args: [ref],
      });
    }),
    redeemTickets: async (context, { order, updateId, ...request }: TicketsToRedeem) =>
      await runOperation(() => tickets.redeem(order, request, updateOptions(context, updateId))),
    refundTickets: async (context, { order, updateId, ...request }: TicketsToRefund) =>
      await runOperation(() => tickets.refund(order, request, updateOptions(context, updateId))),
  });
}

/** The client validates the date. */
function terms({ deadline, ...payment }: NonNullable<OrderToIssue['payment']>) {
  return { ...payment, ...(deadline !== undefined && { deadline: new Date(deadline) }) };
}

function updateOptions({ requestId }: StartOperationContext, updateId = requestId) {
  return { updateId, timeoutMs: UPDATE_TIMEOUT_MS };
}
