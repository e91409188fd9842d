/** A workflow that calls one activity, for tests of how task queues are served. */
import type { Priority } from '@temporalio/common';
import { proxyActivities } from '@temporalio/workflow';

export async function callOnce(label: string, priority: Priority, taskQueue: string): Promise<void> {
  const options = { taskQueue, priority, startToCloseTimeout: '1 minute' } as const;
  await proxyActivities<{ serve(label: string): Promise<void> }>(options).serve(label);
}
