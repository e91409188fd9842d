/** Workflow code that a merchant deployed by mistake, under the name of the order workflow. */
import { workflowInfo } from '@temporalio/workflow';

/** Fails for a new order with a message that contains personal data, and cannot replay an older order. */
export async function ticketOrder(): Promise<void> {
  if (workflowInfo().workflowId.endsWith('/Fault1')) throw new TypeError('Cannot read the name of 王珊珊');
  await Promise.resolve();
}
