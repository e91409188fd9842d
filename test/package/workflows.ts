/** A merchant's own workflow. */
import { startChild } from '@temporalio/workflow';
import { childOrder, paymentConfirmed, type ticketOrder, type TicketOrder } from 'temporal-ecticket/workflows';

const callbackBaseUrl = 'https://shop.example.tw';
const payment = { due: 'beforeIssue', amount: 1360 } as const;

export async function sale(order: TicketOrder): Promise<string> {
  const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder({ order, payment, callbackBaseUrl }));
  await tickets.signal(paymentConfirmed, { amount: 1360 });
  const { status } = await tickets.result();
  return status;
}
