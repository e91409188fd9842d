/** Action of `ecticket rebuild`: starts a workflow per 5,000 orders, one after the other, and follows it. */
import {
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type WorkflowHandle,
  type WorkflowIdReusePolicy,
} from '@temporalio/client';
import { OrderExecutions } from '../../client/temporal/order-executions.js';
import { callTemporal } from '../../client/temporal/temporal-call.js';
import type { OrderRef } from '../../ecticket/index.js';
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
import { formatOrderName, parseOrderName, type RefOptions } from '../order-name.js';
import { readText } from '../read-order-json.js';

export interface RebuildOptions extends RefOptions {
  /** A path, or `-` for stdin. */
  readonly from: string;
  /** Orders per second. */
  readonly rate: number;
  readonly dryRun?: true | undefined;
  readonly again?: true | undefined;
}

type RebuildWorkflow = (input: RebuildInput) => Promise<RebuildProgress>;
type RebuildHandle = WorkflowHandle<RebuildWorkflow>;

/** @throws UsageError with every line of the file that names no order */
export async function rebuild(context: CommandContext, options: RebuildOptions): Promise<void> {
  const { merchantIds } = await context.settings();
  const orders = parseOrders(await readText(options.from, context.io.stdin), merchantIds, options);
  const client = await context.temporal();
  if (options.dryRun) {
    await countOrders(context, new OrderExecutions(client), orders);
    return;
  }
  const results: RebuildProgress[] = [];
  for (let from = 0; from < orders.length; from += MAX_ORDERS) {
    const batch = { orders: orders.slice(from, from + MAX_ORDERS), ordersPerSecond: options.rate };
    const handle = await start(client, batch, options, context);
    const progress = { query: rebuildProgress, format: context.texts.rebuild.progress };
    results.push(await followProgress(client, handle, progress, context));
  }
  report(context, results);
}

/** Parses one order per line. Empty lines and lines that begin with `#` are skipped; a repeated order counts once. */
function parseOrders(
  text: string,
  merchantIds: readonly string[],
  { free, platform }: RefOptions,
): readonly OrderRef[] {
  const mistakes: string[] = [];
  const orders = new Map<string, OrderRef>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const name = line.trim();
    if (name === '' || name.startsWith('#')) continue;
    try {
      const { merchantId, tradeNo } = parseOrderName(name, merchantIds);
      if (!merchantIds.includes(merchantId)) throw new UsageError(`The settings contain no merchant ${merchantId}.`);
      const number = free ? { freeTradeNo: tradeNo } : { merchantTradeNo: tradeNo };
      const ref = { merchantId, ...(platform !== undefined && { platformId: platform }), ...number };
      orders.set(workflowIdOf(ref), ref);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      mistakes.push(`line ${index + 1}: ${error.message}`);
    }
  }
  if (mistakes.length > 0)
    throw new UsageError(`Nothing was done. ${mistakes.length} lines name no order:\n${shortList(mistakes)}`);
  if (orders.size === 0) throw new UsageError('The file names no order. Write one [MerchantID/]TradeNo per line.');
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

/** Starts the workflow of a batch, or returns the one that runs or has ended under its id. */
async function start(
  client: Client,
  batch: RebuildInput,
  { again }: RebuildOptions,
  context: CommandContext,
): Promise<RebuildHandle> {
  const workflowId = `ecticket-rebuild/${stableHash(batch.orders)}`;
  const reuse: WorkflowIdReusePolicy = again ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY';
  try {
    const options = {
      ...{ workflowId, taskQueue: TASK_QUEUE, args: [batch] as [RebuildInput] },
      workflowIdReusePolicy: reuse,
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
    };
    const handle = await callTemporal(client, () => client.workflow.start<RebuildWorkflow>(REBUILD_ORDERS, options), {
      expectedErrors: [WorkflowExecutionAlreadyStartedError],
    });
    context.printNote(context.texts.rebuild.started(batch.orders.length, workflowId));
    return handle;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    context.printNote(context.texts.rebuild.hasEnded(workflowId));
    return client.workflow.getHandle<RebuildWorkflow>(workflowId);
  }
}

function report(context: CommandContext, results: readonly RebuildProgress[]): void {
  const sum = (count: (progress: RebuildProgress) => number) => results.reduce((total, each) => total + count(each), 0);
  const problems = results.flatMap((result) => result.problems);
  const outcome = {
    orders: sum(({ total }) => total),
    adopted: sum(({ adopted }) => adopted),
    running: sum(({ running }) => running),
    agreeing: sum(({ agreeing }) => agreeing),
    problems,
  };
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
