/** Action of `ecticket rebuild`: starts a workflow per 5,000 orders, all at once, and follows them. */
import type { Client, WorkflowHandle } from '@temporalio/client';
import { OrderExecutions } from '../../client/temporal/order-executions.js';
import { callTemporal } from '../../client/temporal/temporal-call.js';
import { UnknownMerchantError, type OrderRef } from '../../ecticket/index.js';
import type { Settings } from '../../settings/index.js';
import { UsageError } from '../../settings/listen-options.js';
import { TASK_QUEUE, workflowIdOf } from '../../workflows/messages/names.js';
import {
  MAX_ORDERS,
  REBUILD_ORDERS,
  rebuildProgress,
  type RebuildInput,
  type RebuildProgress,
} from '../../workflows/messages/bulk.js';
import { stableHash } from '../../workflows/messages/stable-hash.js';
import type { CommandContext } from '../command-context.js';
import { shortList } from '../display/format.js';
import { EXIT } from '../exit-status.js';
import { followProgress } from '../follow-progress.js';
import { formatOrderName, parseOrderName, toRef, type RefOptions } from '../order-name.js';
import { readText } from '../read-order-json.js';

export interface RebuildOptions extends RefOptions {
  /** A path, or `-` for stdin. */
  readonly from: string;
  /** Orders per second. */
  readonly rate: number;
  readonly dryRun?: true | undefined;
}

/** What a file contains. */
const FORMAT = 'Write one [MerchantID/]TradeNo per line: the numbers only, without other columns of a table.';

type RebuildWorkflow = (input: RebuildInput) => Promise<RebuildProgress>;
type RebuildHandle = WorkflowHandle<RebuildWorkflow>;

/**
 * The command may be repeated at any time: it follows the workflows that run, and starts those that do not. An order
 * that runs already reads ECPay's record again.
 *
 * @throws UsageError with every line of the file that names no order
 */
export async function rebuild(context: CommandContext, options: RebuildOptions): Promise<void> {
  const settings = await context.settings();
  const orders = await parseOrders(await readText(options.from, context.io.stdin), settings, options);
  const client = await context.temporal();
  if (options.dryRun) {
    await countOrders(context, new OrderExecutions(client), orders);
    return;
  }
  // Started before the first has ended: a rebuild continues without its terminal, and may wait a day for one order.
  const batchCount = Math.ceil(orders.length / MAX_ORDERS);
  const ordersPerSecond = options.rate / batchCount;
  const handles: RebuildHandle[] = [];
  for (let from = 0; from < orders.length; from += MAX_ORDERS)
    handles.push(await start(client, { orders: orders.slice(from, from + MAX_ORDERS), ordersPerSecond }, context));
  const format = (progress: readonly RebuildProgress[]) => context.texts.rebuild.progress(sumOf(progress));
  report(context, sumOf(await followProgress(client, handles, { query: rebuildProgress, format }, context)));
}

/**
 * Parses one order per line. Empty lines and lines that begin with `#` are skipped; a repeated order counts once.
 *
 * @throws UsageError with every mistake. An order of a merchant without keys is one: no worker could read it.
 */
async function parseOrders(
  text: string,
  { merchantIds, merchants }: Pick<Settings, 'merchantIds' | 'merchants'>,
  options: RefOptions,
): Promise<readonly OrderRef[]> {
  const mistakes: string[] = [];
  const orders = new Map<string, OrderRef>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const name = line.trim();
    if (name === '' || name.startsWith('#')) continue;
    try {
      const ref = toRef(parseOrderName(name, merchantIds), options);
      await merchants.getActing(ref);
      orders.set(workflowIdOf(ref), ref);
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof UnknownMerchantError)) throw error;
      mistakes.push(`line ${index + 1}: ${error.message}`);
    }
  }
  if (mistakes.length > 0)
    throw new UsageError(
      `Nothing was done. ${mistakes.length} lines name no order:\n${shortList(mistakes)}\n${FORMAT}`,
    );
  if (orders.size === 0) throw new UsageError(`The file names no order. ${FORMAT}`);
  return [...orders.values()];
}

async function countOrders(context: CommandContext, orders: OrderExecutions, refs: readonly OrderRef[]): Promise<void> {
  const counts = { orders: refs.length, running: 0, ended: 0, missing: 0 };
  for (const ref of refs) {
    const execution = await orders.describe(workflowIdOf(ref));
    counts[execution === undefined ? 'missing' : execution.state === 'running' ? 'running' : 'ended'] += 1;
  }
  context.print(counts, () => context.texts.rebuild.counted(counts));
}

/** Starts the workflow of a batch, or returns the one that runs under its id. */
async function start(client: Client, batch: RebuildInput, context: CommandContext): Promise<RebuildHandle> {
  const workflowId = `ecticket-rebuild/${stableHash(batch.orders)}`;
  const handle = await callTemporal(client, () =>
    client.workflow.start<RebuildWorkflow>(REBUILD_ORDERS, {
      ...{ workflowId, taskQueue: TASK_QUEUE, args: [batch] as [RebuildInput] },
      // What has agreed once may be lost again: the backup that was restored may contain a rebuild that has ended.
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  context.printNote(context.texts.rebuild.started(batch.orders.length, workflowId));
  return handle;
}

function sumOf(progress: readonly RebuildProgress[]): RebuildProgress {
  const sum = (count: (each: RebuildProgress) => number) => progress.reduce((total, each) => total + count(each), 0);
  return {
    total: sum(({ total }) => total),
    adopted: sum(({ adopted }) => adopted),
    running: sum(({ running }) => running),
    agreeing: sum(({ agreeing }) => agreeing),
    pending: sum(({ pending }) => pending),
    problems: progress.flatMap(({ problems }) => problems),
  };
}

function report(
  context: CommandContext,
  { total: orders, adopted, running, agreeing, problems }: RebuildProgress,
): void {
  const outcome = { orders, adopted, running, agreeing, problems };
  if (problems.length > 0) context.status = EXIT.failed;
  const { texts } = context;
  context.print(outcome, () => {
    const heading = texts.rebuild.result({ ...outcome, problems: problems.length });
    const lines = problems.map(
      ({ order, problem }) => `${formatOrderName(order)}${texts.colon}${texts.rebuild.remedy[problem]}${texts.period}`,
    );
    return lines.length === 0 ? heading : `${heading}\n${shortList(lines)}`;
  });
}
