/** The smallest workflow that waits. */
import { condition } from '@temporalio/workflow';

export async function emptyWorkflow(): Promise<void> {
  await condition(() => false);
}
