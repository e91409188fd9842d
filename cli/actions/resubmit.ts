/** Actions of `ecticket order resubmit`: one order, or all that need attention and match a query. */
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
import { TASK_QUEUE } from '../../workflows/messages/names.js';
import type { CommandContext } from '../command-context.js';
import { confirm } from '../confirm.js';
import { shortList } from '../display/format.js';
import { EXIT } from '../exit-status.js';
import { findResubmittable, type Resubmittable, type SkippedOrder } from '../find-resubmittable.js';
import { followProgress } from '../follow-progress.js';
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

/** Sends the orders that ECPay or its rules refused and that match a query to ECPay again, unchanged, by a workflow. */
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
  const found = await findResubmittable(client, where);
  const { orders, skipped } = found;
  if (dryRun || orders.length === 0) {
    if (!dryRun && skipped.length > 0) context.status = EXIT.failed;
    context.print({ orders: orders.map(({ order, reason }) => ({ ...order, reason })), skipped }, () =>
      listing(found, texts),
    );
    return;
  }
  if (orders.length + skipped.length === MAX_ORDERS) context.printNote(texts.resubmit.onlyFirst(MAX_ORDERS));
  context.printNote(shortList(orders.map(reasonLine(texts)), texts));
  if (skipped.length > 0) context.printNote(skippedList(skipped, texts));
  await confirm(texts.prompts.resubmitMany(orders.length), options, context);
  const input: ResubmitInput = { orders: orders.map(({ order }) => order), ordersPerSecond: rate, decision };
  const start = { workflowId: WORKFLOW_ID, taskQueue: TASK_QUEUE, args: [input] as [ResubmitInput] };
  const handle = await callTemporal(client, () =>
    client.workflow.start<(input: ResubmitInput) => Promise<ResubmitProgress>>(RESUBMIT_ORDERS, {
      ...start,
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  context.printNote(texts.resubmit.started(WORKFLOW_ID));
  const format = (progress: readonly ResubmitProgress[]) =>
    progress.map((each) => progressLine(each, texts)).join('\n');
  const results = await followProgress(client, [handle], { query: resubmitProgress, format }, context);
  for (const result of results) report(context, result, skipped);
}

function listing({ orders, skipped }: Resubmittable, texts: Texts): string {
  const heading = texts.resubmit.matching(orders.length + skipped.length);
  const lines = [heading, shortList(orders.map(reasonLine(texts)), texts), skippedList(skipped, texts)];
  return lines.filter((line) => line !== '').join('\n');
}

function reasonLine({ colon }: Texts): (found: Resubmittable['orders'][number]) => string {
  return ({ order, reason }) => `${formatOrderName(order)}${colon}${reason}`;
}

/** The orders that are not resubmitted, and what to do about each. Empty if there are none. */
function skippedList(skipped: readonly SkippedOrder[], texts: Texts): string {
  if (skipped.length === 0) return '';
  const lines = skipped.map(({ order, reason }) => remedyLine(order, reason, texts));
  return `${texts.resubmit.skipped(skipped.length)}\n${shortList(lines, texts)}`;
}

function remedyLine(order: OrderRef, reason: SkippedOrder['reason'], texts: Texts): string {
  // A worker of a newer version may have further reasons.
  const remedies: Readonly<Partial<Record<string, string>>> = texts.resubmit.remedy;
  const remedy = remedies[reason] ?? texts.resubmit.remedy.error;
  return `${formatOrderName(order)}${texts.colon}${reason}${texts.semicolon}${remedy}`;
}

function progressLine({ total, resubmitted, refused }: ResubmitProgress, texts: Texts): string {
  return texts.resubmit.progress(resubmitted, total, refused.length);
}

function report(context: CommandContext, progress: ResubmitProgress, skipped: readonly SkippedOrder[]): void {
  const { texts } = context;
  if (progress.refused.length > 0 || skipped.length > 0) context.status = EXIT.failed;
  const refused = progress.refused.map(({ order, code, reason }) =>
    reason === undefined ? `${formatOrderName(order)}${texts.colon}${code}` : remedyLine(order, reason, texts),
  );
  const heading = `${progressLine(progress, texts)}${texts.period}`;
  const lines = [heading, shortList(refused, texts), skippedList(skipped, texts)];
  context.print({ ...progress, skipped }, () => lines.filter((line) => line !== '').join('\n'));
}
