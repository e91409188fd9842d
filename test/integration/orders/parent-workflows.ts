/** A merchant's own workflows that start ticket orders as children. */
import { executeChild, startChild } from '@temporalio/workflow';
import { childOrder, paymentConfirmed, type ChildOrder, type ticketOrder } from '../../../workflows/index.js';
import type { OrderSnapshot } from '../../../workflows/messages/workflow.js';

/** Starts an order, confirms its payment, and waits until every ticket is used. */
export async function sellAndWait(sale: ChildOrder): Promise<string> {
  const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder(sale));
  await tickets.signal(paymentConfirmed, { amount: 1360, reference: 'SHOP-1' });
  const { status, counts } = await tickets.result();
  return `${status}: ${counts.redeemed} redeemed`;
}

/** Starts an order that outlives this workflow. */
export async function sellAndLeave(sale: ChildOrder): Promise<string> {
  const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder(sale));
  return tickets.workflowId;
}

/** Starts an order that Temporal cancels when this workflow ends. */
export async function sellFor(sale: ChildOrder): Promise<string> {
  const options = { ...childOrder(sale), parentClosePolicy: 'REQUEST_CANCEL' } as const;
  await startChild<typeof ticketOrder>('ticketOrder', options);
  return 'gone';
}

/** Starts an order, and waits for its end without a payment of its own. */
export async function waitForEnd(sale: ChildOrder): Promise<OrderSnapshot> {
  const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder(sale));
  return await tickets.result();
}

/** Runs an order of gift vouchers to its end. */
export async function give(gift: ChildOrder): Promise<string> {
  const { status } = await executeChild<typeof ticketOrder>('ticketOrder', childOrder(gift));
  return status;
}
