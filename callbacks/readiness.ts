import type { Client } from '@temporalio/client';

/** Milliseconds. */
const ANSWER_WITHIN = 2000;

/** Whether Temporal answers and has the namespace, so that a callback could be handed over now. */
export async function isTemporalReady({ connection, workflowService, options }: Client): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + ANSWER_WITHIN, () =>
      workflowService.describeNamespace({ namespace: options.namespace }),
    );
    return true;
  } catch {
    return false;
  }
}
