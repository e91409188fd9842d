/** Sends many orders that need attention to ECPay again, after an outage or a mistake in the settings. */
import { setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { resubmitProgress, type ResubmitInput, type ResubmitProgress } from '../messages/bulk.js';
import { bulkActivities, chunksOf } from './bulk-activities.js';

/**
 * Resubmits the orders one after the other. Cancelling it stops the rest.
 *
 * - Query: `resubmitProgress`.
 *
 * @returns the final progress
 */
export async function resubmitOrders({ orders, ...input }: ResubmitInput): Promise<ResubmitProgress> {
  let progress: ResubmitProgress = { total: orders.length, resubmitted: 0, refused: [] };
  setHandler(resubmitProgress, () => progress);
  const updateId = `bulk-${workflowInfo().firstExecutionRunId}`;
  for (const chunk of chunksOf(orders)) {
    const { resubmitted, refused } = await bulkActivities('Resubmit', chunk).resubmitOrders({
      ...input,
      ...{ orders: chunk, updateId },
    });
    progress = {
      ...progress,
      resubmitted: progress.resubmitted + resubmitted,
      refused: [...progress.refused, ...refused],
    };
    setCurrentDetails(
      `**${progress.resubmitted} of ${progress.total} orders were resubmitted**, ${progress.refused.length} refused`,
    );
  }
  return progress;
}
