/** A merchant's own workflow with a ticket order as its child. Each workflow receives payloads of the other. */
import { startChild } from '@temporalio/workflow';
import { callbackReceived, type OrderSnapshot, type TicketOrderInput } from '../../../workflows/messages/workflow.js';
import type { ticketOrder } from '../../../workflows/ticket-order.js';

export async function sale(workflowId: string, input: TicketOrderInput): Promise<OrderSnapshot> {
  const order = await startChild<typeof ticketOrder>('ticketOrder', {
    workflowId,
    taskQueue: 'ecticket',
    args: [input],
  });
  await order.signal(callbackReceived, { kind: 'refund', receivedAt: '', data: { sent: 'by the parent' } });
  return await order.result();
}
