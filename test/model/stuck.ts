/** Detects a stuck sequence and reports what its order waits for. */
import { setTimeout as pause } from 'node:timers/promises';
import { temporal } from '@temporalio/proto';
import type { WorkflowHandle } from '@temporalio/client';
import { refusedTasks } from '../support/worker-logs.js';
import type { RealOrder } from './real-order.js';

/** Milliseconds of wall clock. A slow sequence that makes progress is not stuck. */
const CHECK_INTERVAL_MS = 5000;
const STUCK_AFTER_MS = 90_000;
/** Milliseconds. A sequence that makes progress without end fails too. */
const SEQUENCE_LIMIT_MS = 600_000;

export class StuckError extends Error {
  override readonly name = 'StuckError';

  constructor(
    message: string,
    /** Whether the server lost a workflow task of the order. */
    readonly isTaskLost: boolean,
  ) {
    super(message);
  }
}

/** Awaits `work`. @throws StuckError with the order's history and pending tasks if nothing happens for 90 seconds. */
export async function failWhenStuck(real: RealOrder, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([work, untilStuck(real, over.signal)]);
  } finally {
    over.abort();
  }
}

async function untilStuck(real: RealOrder, over: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  let [last, since] = ['', startedAt];
  while (!over.aborted) {
    await pause(CHECK_INTERVAL_MS, undefined, { ref: false });
    const now = await progressOf(real);
    if (now !== last) [last, since] = [now, Date.now()];
    const quietFor = Date.now() - since;
    if (quietFor < STUCK_AFTER_MS && Date.now() - startedAt < SEQUENCE_LIMIT_MS) continue;
    const refused = refusedTasks.length === 0 ? 'none' : refusedTasks.join('\n');
    const report = `Workflow tasks that a server refused: ${refused}\n${await historyOf(real.handle())}`;
    throw new StuckError(
      `${real.currentStep}: no progress for ${quietFor} ms of ${Date.now() - startedAt}\n${report}`,
      await hasLostTask(real.handle()),
    );
  }
}

/**
 * A text that changes with every step, event and attempt. The server's clock is not part of it, since it always
 * moves.
 */
async function progressOf(real: RealOrder): Promise<string> {
  const { historyLength, raw } = await real
    .handle()
    .describe()
    .catch(() => ({ historyLength: 0, raw: { pendingActivities: [] } }));
  const attempts = (raw.pendingActivities ?? []).map(({ activityId, attempt }) => [activityId, attempt]);
  return JSON.stringify([real.currentStep, historyLength, attempts]);
}

/**
 * Whether the server lost a workflow task: it is in the history, has no end there, and is not pending. The order waits
 * forever then, which a full server rules out whatever the workflow does (docs/decisions/0033).
 */
async function hasLostTask(handle: WorkflowHandle): Promise<boolean> {
  const events = (await handle.fetchHistory()).events ?? [];
  const { raw, historyLength } = await handle.describe();
  const last = events.findLast((event) => isWorkflowTaskEvent(event));
  return (
    !raw.pendingWorkflowTask &&
    historyLength === events.length &&
    Boolean(last?.workflowTaskScheduledEventAttributes ?? last?.workflowTaskStartedEventAttributes)
  );
}

function isWorkflowTaskEvent(event: temporal.api.history.v1.IHistoryEvent): boolean {
  return Object.keys(event).some((name) => name.startsWith('workflowTask') && name.endsWith('EventAttributes'));
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
    lines.push(`The history cannot be read: ${String(error)}`);
  }
  return lines.join('\n');
}
