/** Action of `ecticket forget`. */
import type { OrderStatus } from '../../client/index.js';
import type { CommandContext } from '../command-context.js';
import { confirm, type ConfirmOptions } from '../confirm.js';
import type { OrderTraces } from '../forget-order.js';
import { formatOrderName, parseOrderName } from '../order-name.js';
import { EN, type Texts } from '../texts/index.js';

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
  const { forget: texts } = context.texts;
  const isKnown = runs.length + payments.length + reservations.length > 0;
  if (isKnown) {
    await confirm(texts.prompt(shown), options, context);
    await deleteTraces(client, traces);
  }
  const deleted = { runs: runs.length, payments: payments.length, reservations: reservations.length };
  const { remains } = EN.forget;
  context.print({ order: { merchantId, tradeNo }, deleted, related, remains }, () =>
    [
      isKnown ? texts.deleted(shown, describe(deleted, texts)) : texts.nothing(shown),
      texts.cannotDelete,
      ...texts.remains.map((what) => `- ${what}`),
    ].join('\n'),
  );
  for (const ref of related) context.printNote(texts.related(formatOrderName(ref)));
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
      return 'It has its last status. It ends when the bank has confirmed its refund, and your webhook has accepted its events.';
  }
}

interface Deleted {
  readonly runs: number;
  readonly payments: number;
  readonly reservations: number;
}

function describe({ runs, payments, reservations }: Deleted, texts: Texts['forget']): readonly string[] {
  return [
    texts.runs(runs),
    ...(payments > 0 ? [texts.payments(payments)] : []),
    ...(reservations > 0 ? [texts.reservation] : []),
  ];
}
