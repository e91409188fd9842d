/** The merchant's own workflow. Ticket orders are no part of this file: the plugin brings their workflows. */
import { proxyActivities } from '@temporalio/workflow';
import type { OrderRef } from 'temporal-ecticket';
import type { MailActivities } from './activities.js';

const { mailTickets } = proxyActivities<MailActivities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumInterval: '10 minutes' },
});

/** Mails the tickets of an order to its customer, however often the mail server fails. */
export async function sendTickets(order: OrderRef): Promise<void> {
  await mailTickets(order);
}
