/** A merchant's own workflow, with production's callback address. */
import { startChild } from '@temporalio/workflow';
import { childOrder, paymentConfirmed, type ticketOrder, type TicketOrder } from '../../../workflows/index.js';

/** Sells an order and waits for its end. */
export async function sale(order: TicketOrder): Promise<string> {
  const payment = { due: 'beforeIssue', amount: 1360 } as const;
  const callbackBaseUrl = 'https://shop.example.tw';
  const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder({ order, payment, callbackBaseUrl }));
  await tickets.signal(paymentConfirmed, { amount: 1360 });
  const { status } = await tickets.result();
  return status;
}
