/** Action of `ecticket forget`. */
import type { OrderStatus } from '../../client/index.js';
import type { CommandContext } from '../command-context.js';
import { confirm, type ConfirmOptions } from '../confirm.js';
import type { OrderTraces } from '../forget-order.js';
import { formatOrderName, parseOrderName } from '../order-name.js';

/** What the command cannot delete. Printed, because somebody must. */
const REMAINS = [
  "ECPay's record of the order: ask ECPay",
  'your own database, and what your webhook stored of the order',
  "the history of a workflow of yours that started the order as a child, until the namespace's retention ends",
  "backups of Temporal's database, archived histories, and disk space that the database has not overwritten yet",
  'logs and traces, which have the number of the order and no personal data',
] as const;

/** The order runs, so that deleting it would leave its money or its tickets unwatched. */
class OrderOpenError extends Error {
  override readonly name = 'OrderOpenError';
  readonly code = 'ORDER_OPEN';

  constructor(
    readonly workflowId: string,
    readonly status: OrderStatus | undefined,
  ) {
    super(
      `The order ${workflowId} has not ended${status === undefined ? '' : ` (${status})`}. ` +
        `${howToEnd(status)} Then run the command again.`,
    );
  }
}

/** A payment that named the order waits for a decision about its money. */
class PaymentOpenError extends Error {
  override readonly name = 'PaymentOpenError';
  readonly code = 'PAYMENT_OPEN';

  constructor(readonly payments: readonly string[]) {
    super(
      `The order did not have these payments, and their money waits for a decision: ${payments.join(', ')}. ` +
        'Return the money or use it for an order, and close each with: ecticket payment resolve <payment> --why "…". ' +
        'Then run the command again.',
    );
  }
}

/**
 * Deletes everything that Temporal has about an order that has ended.
 *
 * @throws UsageError, OrderOpenError, PaymentOpenError, TemporalUnavailableError
 */
export async function forgetOrder(context: CommandContext, name: string, options: ConfirmOptions): Promise<void> {
  const orderName = parseOrderName(name, (await context.settings()).merchantIds);
  const { merchantId, tradeNo } = orderName;
  const shown = `${merchantId}/${tradeNo}`;
  const client = await context.temporal();
  const { findTraces, deleteTraces } = await import('../forget-order.js');
  const traces = await findTraces(client, orderName);
  refuseOpen(traces, merchantId);
  const { runs, payments, reservations, related } = traces;
  const isKnown = runs.length + payments.length + reservations.length > 0;
  if (isKnown) {
    const prompt = `${shown}: Delete everything that Temporal has about the order? Nobody can restore it.`;
    await confirm(prompt, options, context);
    await deleteTraces(client, traces);
  }
  const deleted = { runs: runs.length, payments: payments.length, reservations: reservations.length };
  context.print({ order: { merchantId, tradeNo }, deleted, related, remains: REMAINS }, () =>
    [
      isKnown
        ? `Temporal has nothing about ${shown} any more. Deleted: ${describe(deleted)}.`
        : `Temporal has nothing about ${shown}.`,
      'This command cannot delete:',
      ...REMAINS.map((what) => `- ${what}`),
    ].join('\n'),
  );
  for (const ref of related) context.printNote(`The same customer's order: ecticket forget ${formatOrderName(ref)}`);
}

function refuseOpen({ workflowId, newest, payments }: OrderTraces, merchantId: string): void {
  if (newest?.state === 'running') throw new OrderOpenError(workflowId, newest.status);
  const open = payments.filter(({ isOpen }) => isOpen).map(({ reference }) => `${merchantId}/${reference}`);
  if (open.length > 0) throw new PaymentOpenError(open);
}

function howToEnd(status: OrderStatus | undefined): string {
  switch (status) {
    case 'awaitingPayment':
      return 'Cancel it with: ecticket order cancel.';
    case 'needsAttention':
      return 'Decide about it with: ecticket order resubmit, or ecticket order abandon.';
    case 'active':
      return 'It ends when every ticket is redeemed, refunded or expired, or when escrow is over. Refund: ecticket order refund.';
    case 'issuing':
    case 'awaitingIssuance':
    case undefined:
      return 'Wait until it has its tickets or needs attention: ecticket order watch.';
    default:
      return 'It has its last status, and your webhook has not accepted its last events yet: ecticket order show.';
  }
}

function describe(deleted: {
  readonly runs: number;
  readonly payments: number;
  readonly reservations: number;
}): string {
  const { runs, payments, reservations } = deleted;
  return [
    `${runs} ${runs === 1 ? 'run' : 'runs'} of its workflow`,
    ...(payments > 0 ? [`${payments} ${payments === 1 ? 'payment' : 'payments'} without an order`] : []),
    ...(reservations > 0 ? ['the reservation of its number'] : []),
  ].join(', ');
}
