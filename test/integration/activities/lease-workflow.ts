import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';

/** Runs the activity `act`, whose attempts time out eight seconds after the last heartbeat. */
export async function actOnce(): Promise<void> {
  const { act } = proxyActivities<{ act: () => Promise<void> }>({
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '8 seconds',
    retry: { initialInterval: '100 milliseconds', backoffCoefficient: 1 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  await act();
}
