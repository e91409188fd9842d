/** Workflows that a merchant deployed by mistake, under the name of ours. */
import { workflowInfo } from '@temporalio/workflow';

/** An order that was never run fails with a message that holds what its customer entered; another cannot be replayed. */
export async function ticketOrder(): Promise<void> {
  if (workflowInfo().workflowId.endsWith('/Fault1')) throw new TypeError('Cannot read the name of 王珊珊');
  return await Promise.resolve();
}
