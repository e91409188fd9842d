import type { Client } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { billedActions } from './billed-actions.js';

/** What the history of an order costs. */
export interface HistoryCost {
  readonly events: number;
  /** Billed actions. */
  readonly actions: number;
  /** As Temporal stores it. */
  readonly bytes: number;
}

/** Reads the history of a workflow's last run and counts. */
export async function historyCost(client: Client, workflowId: string): Promise<HistoryCost> {
  const handle = client.workflow.getHandle(workflowId);
  const { raw } = await handle.describe();
  const events = await eventsOf(client, workflowId);
  return {
    events: events.length,
    actions: billedActions(events),
    bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
  };
}

export async function eventsOf(
  client: Client,
  workflowId: string,
): Promise<readonly temporal.api.history.v1.IHistoryEvent[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return events ?? [];
}

const { EventType } = proto.temporal.api.enums.v1;

/** Counts events by type, as `TimerStarted`. */
export function countByType(events: readonly temporal.api.history.v1.IHistoryEvent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { eventType } of events) {
    const name = (EventType[eventType ?? 0] ?? '').replace('EVENT_TYPE_', '');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
