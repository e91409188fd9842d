/** A sequence that does not come to its end, and what its order waits for meanwhile. */
import { temporal } from '@temporalio/proto';
import type { WorkflowHandle } from '@temporalio/client';
import type { RealOrder } from './real-order.js';

/** Milliseconds of wall clock, on a busy machine too; an order that is stuck is a failure like any other. */
const SEQUENCE_WITHIN = 180_000;

export class StuckError extends Error {
  override readonly name = 'StuckError';
}

/** @throws StuckError with the order's history and what is pending, where `work` takes longer than three minutes. */
export async function withinLimit(real: RealOrder, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      void historyOf(real.handle()).then((report) => {
        reject(new StuckError(`stuck after ${SEQUENCE_WITHIN} ms in ${real.doing}\n${report}`));
      });
    }, SEQUENCE_WITHIN);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The order's pending workflow task and activities, and its history, one event per line. */
export async function historyOf(handle: WorkflowHandle): Promise<string> {
  const lines: string[] = [];
  try {
    const { raw } = await handle.describe();
    lines.push(`pending workflow task: ${JSON.stringify(raw.pendingWorkflowTask)}`);
    for (const each of raw.pendingActivities ?? []) lines.push(`pending activity: ${JSON.stringify(each)}`);
    const { events } = await handle.fetchHistory();
    for (const { eventId, eventTime, eventType, ...rest } of events ?? []) {
      const type = String(temporal.api.enums.v1.EventType[eventType ?? 0]).replace('EVENT_TYPE_', '');
      const at = new Date(Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6).toISOString();
      const attributes = Object.entries(rest).find(([name, value]) => name.endsWith('Attributes') && Boolean(value));
      lines.push(`${String(eventId)} ${at} ${type} ${JSON.stringify(attributes?.[1]).slice(0, 200)}`);
    }
  } catch (error) {
    lines.push(`its history could not be read: ${String(error)}`);
  }
  return lines.join('\n');
}
