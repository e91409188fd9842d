/** Plays every road and saves the histories of its workflows. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { workflowIdOf } from '../../client/index.js';
import type { OrderSnapshot } from '../../workflows/messages/workflow.js';
import { startEnvironment, type Environment } from '../environment/environment.js';
import { MERCHANT, newTradeNo } from '../environment/orders.js';
import type { Road } from '../environment/roads.js';
import { PARALLEL_ROADS, SKIPPING_ROADS, slugOf } from './roads.js';
import { WORKFLOW_ROADS, type WorkflowRoad } from './workflow-roads.js';

/** Events after which the server suggests continue-as-new. More than most roads need. */
const CONTINUE_AS_NEW_AFTER = 100;

/** A history as it is saved. */
export interface RecordedHistory {
  readonly workflowId: string;
  /** Temporal's JSON of a history: `temporal workflow show --output json`. */
  readonly history: { readonly events: readonly object[] };
}

interface RecordOptions {
  readonly encrypted: boolean;
  /** Records only the roads without a history, and keeps the other files. */
  readonly onlyMissing: boolean;
}

/**
 * Records a history of every road, one file per run of a workflow.
 *
 * @param directory replaced, unless `onlyMissing`
 * @returns the number of recorded files and their size in bytes
 */
export async function recordHistories(
  directory: string,
  { encrypted, onlyMissing }: RecordOptions,
): Promise<{ readonly files: number; readonly bytes: number }> {
  await mkdir(directory, { recursive: true });
  const kept = new Set(onlyMissing ? await readdir(directory) : []);
  const toRecord = <Each>(roads: Readonly<Record<string, Each>>): [string, Each][] =>
    Object.entries(roads).filter(([title]) => !kept.has(`${slugOf(title)}.json`));
  const extraArgs = ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${CONTINUE_AS_NEW_AFTER}`];
  const environment = await startEnvironment({ encrypted, extraArgs });
  try {
    const parallel = toRecord(PARALLEL_ROADS).map((road) => recordOrder(environment, road));
    const recordings = await Promise.all(parallel);
    const workflows = toRecord(WORKFLOW_ROADS).map((road) => recordWorkflow(environment, road));
    recordings.push(...(await Promise.all(workflows)));
    for (const road of toRecord(SKIPPING_ROADS)) recordings.push(await recordOrder(environment, road));
    if (!onlyMissing) await rm(directory, { recursive: true });
    await mkdir(directory, { recursive: true });
    const texts = new Map(recordings.flat());
    for (const [name, text] of texts) await writeFile(join(directory, `${name}.json`), text);
    const bytes = [...texts.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return { files: texts.size, bytes };
  } finally {
    await environment.close();
  }
}

/** The name and the text of each file of a road. */
type Recording = readonly (readonly [string, string])[];

/** Takes an order along the road. */
async function recordOrder(environment: Environment, [title, road]: [string, Road]): Promise<Recording> {
  const tradeNo = newTradeNo();
  const workflowId = workflowIdOf({ merchantId: MERCHANT, merchantTradeNo: tradeNo });
  return await record(title, async () => {
    await road(environment, tradeNo);
    return await ordersOf(environment.client, workflowId);
  });
}

/** Runs another workflow along the road. */
async function recordWorkflow(environment: Environment, [title, road]: [string, WorkflowRoad]): Promise<Recording> {
  return await record(title, async () => await runsOf(environment.client, await road(environment)));
}

/** Names the files of a road. @throws Error with the title of a road that fails */
async function record(title: string, play: () => Promise<readonly RecordedHistory[]>): Promise<Recording> {
  try {
    const recorded = await play();
    return recorded.map((each, index) => [`${slugOf(title)}${index === 0 ? '' : `-${index + 1}`}`, toText(each)]);
  } catch (error) {
    throw new Error(`The road "${title}" failed.`, { cause: error });
  }
}

/** The histories of every run of the order, oldest first, and of the order that replaces it. */
async function ordersOf(client: Client, workflowId: string): Promise<readonly RecordedHistory[]> {
  const { replacedBy } = (await client.workflow.getHandle(workflowId).result()) as OrderSnapshot;
  const runs = await runsOf(client, workflowId);
  return replacedBy === undefined ? runs : [...runs, ...(await ordersOf(client, workflowIdOf(replacedBy)))];
}

/** The histories of every run of a workflow, oldest first. */
async function runsOf(client: Client, workflowId: string): Promise<readonly RecordedHistory[]> {
  const runs: RecordedHistory[] = [];
  for (let runId: string | null | undefined; ;) {
    const history = await client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
    runs.unshift({ workflowId, history: withoutOmitted(history) });
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!runId) return runs;
  }
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
