import { proxyActivities } from '@temporalio/workflow';

/** Runs the activity `act`. Its attempts time out after three seconds, and the next one begins half a minute later. */
export async function actOnce(): Promise<void> {
  const { act } = proxyActivities<{ act: () => Promise<void> }>({
    startToCloseTimeout: '3 seconds',
    retry: { initialInterval: '30 seconds', backoffCoefficient: 1 },
  });
  await act();
}
