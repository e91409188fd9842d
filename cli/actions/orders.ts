/** Actions of `ecticket order`: place, show, list, pay, adopt. */
import { setTimeout as sleep } from 'node:timers/promises';
import { workflowIdOf, type OrderFilter, type OrderPlacement, type OrderSummary } from '../../client/index.js';
import type { OrderSnapshot } from '../../client/index.js';
import type { OrderRef } from '../../ecticket/index.js';
import { UsageError } from '../../settings/listen-options.js';
import type { CommandContext } from '../command-context.js';
import { colourStatus, red } from '../display/colours.js';
import { formatTaipeiTime, formatZonedTime } from '../display/format.js';
import { formatOrder } from '../display/order-text.js';
import { table } from '../display/table.js';
import { readFailingCalls } from '../failing-call.js';
import { findOrder, formatOrderName, type RefOptions } from '../order-name.js';
import { readOrderJson } from '../read-order-json.js';
import { readOrder } from '../read-order.js';
import { checkReportsTaskFailures } from '../task-failures.js';
import type { Texts } from '../texts/index.js';
import { orderLink } from '../web-ui.js';

const MINUTE_MS = 60_000;

export interface PlaceOptions {
  /** NT$. */
  readonly amount?: number | undefined;
  /** Minutes. */
  readonly payWithin?: number | undefined;
  readonly paid?: true | undefined;
  readonly reference?: string | undefined;
}

export async function placeOrder(context: CommandContext, file: string, options: PlaceOptions): Promise<void> {
  const payment = paymentOf(options);
  const order = await readOrderJson(file, context);
  const placed = await (await context.tickets()).placeOrder({ order, ...(payment && { payment }) });
  const name = formatOrderName(placed.ref);
  for (const { path, message, fix } of placed.warnings) context.printNote(`${path}: ${message} ${fix}`);
  context.print(placed, () => context.texts.order[placed.existing ? 'existed' : 'placed'](name));
  context.printNote(context.texts.order.watchHint(name));
}

function paymentOf({ amount, payWithin, paid, reference }: PlaceOptions): OrderPlacement['payment'] {
  if (reference !== undefined && !paid) throw new UsageError('--reference identifies a completed payment: add --paid.');
  if (payWithin !== undefined && paid) throw new UsageError('--pay-within and --paid contradict each other: keep one.');
  if (amount === undefined && payWithin === undefined && !paid) return undefined;
  return {
    ...(amount !== undefined && { amount }),
    ...(payWithin !== undefined && { deadline: new Date(Date.now() + payWithin * MINUTE_MS) }),
    ...(paid && { paid: { ...(amount !== undefined && { amount }), ...(reference !== undefined && { reference }) } }),
  };
}

export async function showOrder(context: CommandContext, name: string): Promise<void> {
  const ref = await findOrder(context, name);
  await printOrder(context, ref, await readOrder(context, ref));
  for (const call of await readFailingCalls(await context.temporal(), workflowIdOf(ref))) {
    const next = call.nextAttemptAt && formatZonedTime(call.nextAttemptAt);
    context.printNote(context.texts.order.callFails(call.activity, call.attempt, call.error, next));
  }
}

export interface ListOptions {
  readonly status?: OrderFilter['status'];
  readonly merchant?: string | undefined;
  readonly taskFailures?: true | undefined;
  readonly limit: number;
}

export async function listOrders(
  context: CommandContext,
  { status, merchant, taskFailures, limit }: ListOptions,
): Promise<void> {
  if (taskFailures) await checkReportsTaskFailures(await context.temporal());
  const tickets = await context.tickets();
  const filter = {
    ...(status && { status }),
    ...(merchant !== undefined && { merchantId: merchant }),
    ...(taskFailures && { taskFailures }),
  };
  const { texts } = context;
  const orders: OrderSummary[] = [];
  let more = false;
  // One order above the limit shows whether there are more.
  for await (const order of tickets.listOrders({ ...filter, limit: limit + 1 })) {
    if (orders.length < limit) orders.push(order);
    else more = true;
  }
  context.print({ orders, more }, () => (orders.length === 0 ? texts.orderList.none : orderTable(orders, texts)));
  if (more) context.printNote(texts.orderList.more(limit));
}

function orderTable(orders: readonly OrderSummary[], texts: Texts): string {
  const headings = texts.orderList;
  const taskFailureColumn = {
    heading: headings.taskFailure,
    width: 36,
    cell: ({ taskFailure = '' }: OrderSummary) => red(taskFailure),
  };
  return table<OrderSummary>(
    [
      { heading: headings.order, width: 36, cell: ({ ref }) => formatOrderName(ref) },
      {
        heading: headings.status,
        width: 16,
        cell: ({ status }) => (status ? colourStatus(status, texts.status[status]) : ''),
      },
      {
        heading: headings.issueType,
        width: 16,
        cell: ({ issueType }) => (issueType ? texts.issueType[issueType] : ''),
      },
      { heading: headings.unused, width: 6, cell: ({ unused = '' }) => String(unused) },
      { heading: headings.due, width: 19, cell: ({ dueAt }) => (dueAt ? formatTaipeiTime(dueAt) : '') },
      { heading: headings.placed, width: 19, cell: ({ placedAt }) => formatTaipeiTime(placedAt) },
      ...(orders.some(({ taskFailure }) => taskFailure !== undefined) ? [taskFailureColumn] : []),
    ],
    orders,
  );
}

export interface PayOptions {
  /** NT$. */
  readonly amount?: number | undefined;
  readonly reference?: string | undefined;
  /** ISO 8601 with an offset. */
  readonly paidAt?: string | undefined;
}

export async function payOrder(context: CommandContext, name: string, options: PayOptions): Promise<void> {
  const { amount, reference, paidAt } = options;
  const payment = {
    ...(amount !== undefined && { amount }),
    ...(reference !== undefined && { reference }),
    ...(paidAt !== undefined && { paidAt }),
  };
  const ref = await findOrder(context, name);
  await (await context.tickets()).confirmPayment(ref, payment);
  context.print({ ref, payment }, () => context.texts.order.paymentRecorded(formatOrderName(ref)));
}

/** The adopted order reads ECPay's order record at once, and ECPay usually answers within a second. */
const ADOPTION_TIMEOUT_MS = 15_000;
const ADOPTION_POLL_INTERVAL_MS = 200;

/** ECPay has no order with this number, so that it cannot be adopted. */
class UnknownToECPayError extends Error {
  override readonly name = 'UnknownToECPayError';
  readonly code = 'UNKNOWN_TO_ECPAY';

  constructor(readonly workflowId: string) {
    super(
      `ECPay has issued no order ${workflowId}. Check the merchant and the number. ` +
        'For a FreeTradeNo, add --free. For an order that a platform placed, add --platform with its MerchantID.',
    );
  }
}

/** Adopts an order and prints what ECPay has recorded of it. */
export async function adoptOrder(context: CommandContext, name: string, options: RefOptions): Promise<void> {
  const ref = await findOrder(context, name, options);
  const tickets = await context.tickets();
  const { workflowId, existing } = await tickets.adoptOrder(ref);
  if (existing) context.printNote(context.texts.order.alreadyRunning);
  const order = await waitForFirstRead(context, ref);
  if (order.status === 'abandoned' && order.decisions.length === 0) throw new UnknownToECPayError(workflowId);
  await printOrder(context, ref, order);
  if (order.status === 'cancelled' || order.status === 'abandoned') {
    context.printNote(context.texts.order.noTickets);
  }
  if (order.status === 'awaitingIssuance') context.printNote(context.texts.order.ecpayPending);
}

/** Returns the order once ECPay's order record was read, or its current state after the timeout. */
async function waitForFirstRead(context: CommandContext, ref: OrderRef): Promise<OrderSnapshot> {
  const end = Date.now() + ADOPTION_TIMEOUT_MS;
  for (;;) {
    const order = await readOrder(context, ref);
    if (order.status !== 'awaitingIssuance' || Date.now() > end) return order;
    await sleep(ADOPTION_POLL_INTERVAL_MS);
  }
}

async function printOrder(context: CommandContext, ref: OrderRef, order: OrderSnapshot): Promise<void> {
  const link = orderLink(await context.settings(), workflowIdOf(ref));
  context.print(order, () => formatOrder(order, { name: formatOrderName(ref), link }, context.texts));
}
