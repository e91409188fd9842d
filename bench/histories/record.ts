/** Plays every road and saves the histories of its orders. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { workflowIdOf } from '../../client/index.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { startEnvironment, type Environment } from '../environment/environment.js';
import { MERCHANT, newTradeNo } from '../environment/orders.js';
import type { Road } from '../environment/roads.js';
import { PARALLEL_ROADS, SKIPPING_ROADS, slugOf } from './roads.js';

/** Events after which the server suggests continue-as-new. More than most roads need. */
const CONTINUE_AS_NEW_AFTER = 100;

/** A history as it is saved. */
export interface RecordedHistory {
  readonly workflowId: string;
  /** Temporal's JSON of a history: `temporal workflow show --output json`. */
  readonly history: { readonly events: readonly object[] };
}

/**
 * Records a history of every road, one file per run of a workflow.
 *
 * @param directory replaced
 * @returns the number of files and their size in bytes
 */
export async function recordHistories(
  directory: string,
  { encrypted }: { readonly encrypted: boolean },
): Promise<{ readonly files: number; readonly bytes: number }> {
  const extraArgs = ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${CONTINUE_AS_NEW_AFTER}`];
  const environment = await startEnvironment({ encrypted, extraArgs });
  try {
    const recordings = await Promise.all(Object.entries(PARALLEL_ROADS).map((road) => recordRoad(environment, road)));
    for (const road of Object.entries(SKIPPING_ROADS)) recordings.push(await recordRoad(environment, road));
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const texts = new Map(recordings.flat());
    for (const [name, text] of texts) await writeFile(join(directory, `${name}.json`), text);
    const bytes = [...texts.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return { files: texts.size, bytes };
  } finally {
    await environment.close();
  }
}

/** Plays the road. Returns the name and the text of each file. */
async function recordRoad(environment: Environment, [title, road]: [string, Road]): Promise<[string, string][]> {
  const tradeNo = newTradeNo();
  await road(environment, tradeNo).catch((error: unknown) => {
    throw new Error(`The road "${title}" (${tradeNo}) failed.`, { cause: error });
  });
  const workflowId = workflowIdOf({ merchantId: MERCHANT, merchantTradeNo: tradeNo });
  const recorded = await ordersOf(environment.client, workflowId);
  return recorded.map((each, index) => [`${slugOf(title)}${index === 0 ? '' : `-${index + 1}`}`, toText(each)]);
}

/** The histories of every run of the order, oldest first, and of the order that replaces it. */
async function ordersOf(client: Client, workflowId: string): Promise<RecordedHistory[]> {
  const handle = client.workflow.getHandle(workflowId);
  const { replacedBy } = (await handle.result()) as OrderSnapshot;
  const runs: RecordedHistory[] = [];
  for (let runId: string | null | undefined; ;) {
    const history = await client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
    runs.unshift({ workflowId, history: withoutOmitted(history) });
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!runId) break;
  }
  return replacedBy === undefined ? runs : [...runs, ...(await ordersOf(client, workflowIdOf(replacedBy)))];
}

/**
 * Names of the recording machine and its folders, and fields that are large. No replay reads them: it compares commands
 * with events, and hands results to the workflow.
 */
const OMITTED_FIELDS = new Set(['identity', 'requestId', 'stackTrace', 'taskId', 'userMetadata', 'workerVersion']);

function withoutOmitted(history: History): RecordedHistory['history'] {
  return JSON.parse(historyToJSON(history), (key, value: unknown) =>
    OMITTED_FIELDS.has(key) ? undefined : value,
  ) as RecordedHistory['history'];
}

/** One event per line, so that a difference is readable. */
function toText({ workflowId, history }: RecordedHistory): string {
  const events = history.events.map((event) => JSON.stringify(event));
  return `{"workflowId":${JSON.stringify(workflowId)},"history":{"events":[\n${events.join(',\n')}\n]}}\n`;
}
