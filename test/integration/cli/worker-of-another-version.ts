/** Workflows that a merchant deployed by mistake, under the name of ours. */
import { workflowInfo } from '@temporalio/workflow';

/** A new order fails with a message that holds what its customer entered; one that ran before cannot be replayed. */
export async function ticketOrder(): Promise<void> {
  if (workflowInfo().workflowId.endsWith('/Fault1')) throw new TypeError('Cannot read the name of 王珊珊');
  await Promise.resolve();
}
