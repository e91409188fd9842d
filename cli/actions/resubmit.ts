/** Actions of `ecticket order resubmit`: one order, or all that need attention and match a query. */
import type { Client } from '@temporalio/client';
import { refOfRun } from '../../client/orders/list-orders.js';
import { queryRuns, readRuns } from '../../client/temporal/read-runs.js';
import { callTemporal } from '../../client/temporal/temporal-call.js';
import type { OrderRef } from '../../ecticket/index.js';
import { UsageError } from '../../settings/listen-options.js';
import {
  MAX_ORDERS,
  RESUBMIT_ORDERS,
  resubmitProgress,
  type ResubmitInput,
  type ResubmitProgress,
} from '../../workflows/messages/bulk.js';
import { TASK_QUEUE, TICKET_ORDER } from '../../workflows/messages/names.js';
import type { CommandContext } from '../command-context.js';
import { confirm } from '../confirm.js';
import { shortList } from '../display/format.js';
import { EXIT } from '../exit-status.js';
import { followProgress } from '../follow-progress.js';
import { STATUS } from '../../workflows/messages/search-attribute-keys.js';
import { findOrder, formatOrderName } from '../order-name.js';
import { readOrderJson } from '../read-order-json.js';
import type { Texts } from '../texts/index.js';
import { decisionOf, printStatus, updateOptions, type DecisionOptions } from './decisions.js';

export interface ResubmitOptions extends DecisionOptions {
  readonly order?: string | undefined;
  readonly amount?: number | undefined;
  /** A visibility query of Temporal; `*` matches every order. */
  readonly where?: string | undefined;
  /** Orders per second. */
  readonly rate: number;
  readonly dryRun?: true | undefined;
}

/** One bulk resubmission runs at a time, so that the same command joins it. */
const WORKFLOW_ID = 'ecticket-resubmit';

/** Sends an order that needs attention to ECPay again. */
export async function resubmitOrder(
  context: CommandContext,
  name: string | undefined,
  options: ResubmitOptions,
): Promise<void> {
  if (name === undefined) throw new UsageError('Name the order, or choose orders with --where.');
  if (options.dryRun) throw new UsageError('--dry-run lists the orders of --where. Leave it out for one order.');
  const order = options.order === undefined ? undefined : await readOrderJson(options.order, context);
  const decision = decisionOf(options);
  const ref = await findOrder(context, name);
  const prompt = context.texts.prompts[order === undefined ? 'resubmit' : 'resubmitCorrected'];
  await confirm(`${formatOrderName(ref)}${context.texts.colon}${prompt}`, options, context);
  const { amount } = options;
  const request = { ...decision, ...(order !== undefined && { order }), ...(amount !== undefined && { amount }) };
  printStatus(context, await (await context.tickets()).resubmit(ref, request, updateOptions(options)));
}

/** Sends all orders that need attention and match a query to ECPay again, unchanged, by a workflow. */
export async function resubmitMany(
  context: CommandContext,
  name: string | undefined,
  options: ResubmitOptions,
): Promise<void> {
  const { where = '*', rate, dryRun } = options;
  if (name !== undefined) throw new UsageError('Name one order, or choose orders with --where.');
  for (const option of ['order', 'amount', 'updateId'] as const)
    if (options[option] !== undefined)
      throw new UsageError('--order, --amount and --update-id apply to one order only.');
  const decision = decisionOf(options);
  const { texts } = context;
  const client = await context.temporal();
  const orders = await findOrdersNeedingAttention(client, where);
  if (dryRun || orders.length === 0) {
    context.print({ orders }, () => listing(orders, texts));
    return;
  }
  if (orders.length === MAX_ORDERS) context.printNote(texts.resubmit.onlyFirst(MAX_ORDERS));
  await confirm(texts.prompts.resubmitMany(orders.length), options, context);
  const input: ResubmitInput = { orders, ordersPerSecond: rate, decision };
  const start = { workflowId: WORKFLOW_ID, taskQueue: TASK_QUEUE, args: [input] as [ResubmitInput] };
  const handle = await callTemporal(client, () =>
    client.workflow.start<(input: ResubmitInput) => Promise<ResubmitProgress>>(RESUBMIT_ORDERS, {
      ...start,
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  context.printNote(texts.resubmit.started(WORKFLOW_ID));
  const progress = { query: resubmitProgress, format: (each: ResubmitProgress) => progressLine(each, texts) };
  report(context, await followProgress(client, handle, progress, context));
}

async function findOrdersNeedingAttention(client: Client, where: string): Promise<readonly OrderRef[]> {
  const query = [
    `WorkflowType = '${TICKET_ORDER}'`,
    `ExecutionStatus = 'Running'`,
    `${STATUS.name} = 'needsAttention'`,
    ...(where.trim() === '*' ? [] : [`(${where})`]),
  ].join(' AND ');
  return (await readRuns(client, queryRuns(client, query, 1000), MAX_ORDERS)).map(refOfRun);
}

function listing(orders: readonly OrderRef[], texts: Texts): string {
  const heading = texts.resubmit.matching(orders.length);
  return `${heading}\n${shortList(orders.map(formatOrderName), texts)}`.trimEnd();
}

function progressLine({ total, resubmitted, refused }: ResubmitProgress, texts: Texts): string {
  return texts.resubmit.progress(resubmitted, total, refused.length);
}

function report(context: CommandContext, progress: ResubmitProgress): void {
  const { texts } = context;
  if (progress.refused.length > 0) context.status = EXIT.failed;
  const lines = progress.refused.map(({ order, code }) => `${formatOrderName(order)}: ${code}`);
  context.print(progress, () =>
    `${progressLine(progress, texts)}${texts.period}\n${shortList(lines, texts)}`.trimEnd(),
  );
}
