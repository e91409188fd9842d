/** A merchant's own workflows of which ticket orders are a part. */
import { executeChild, startChild } from '@temporalio/workflow';
import { childOrder, paymentConfirmed, type ChildOrder, type ticketOrder } from '../../../workflows/index.js';

/** Sells, takes the money, and waits until every ticket is used. */
export async function sellAndWait(sale: ChildOrder): Promise<string> {
  const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder(sale));
  await tickets.signal(paymentConfirmed, { amount: 1360, reference: 'SHOP-1' });
  const { status, counts } = await tickets.result();
  return `${status}: ${counts.redeemed} redeemed`;
}

/** Sells, and leaves the tickets to themselves. */
export async function sellAndLeave(sale: ChildOrder): Promise<string> {
  const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder(sale));
  return tickets.workflowId;
}

/** Sells tickets that are not to outlive the sale. */
export async function sellFor(sale: ChildOrder): Promise<string> {
  const options = { ...childOrder(sale), parentClosePolicy: 'REQUEST_CANCEL' } as const;
  await startChild<typeof ticketOrder>('ticketOrder', options);
  return 'gone';
}

/** Gift vouchers, waited for in one call. */
export async function give(gift: ChildOrder): Promise<string> {
  const { status } = await executeChild<typeof ticketOrder>('ticketOrder', childOrder(gift));
  return status;
}
