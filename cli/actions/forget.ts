/** Action of `ecticket forget`. */
import type { CommandContext } from '../command-context.js';
import { confirm, type ConfirmOptions } from '../confirm.js';
import { OrderOpenError, PaymentOpenError } from '../forget-errors.js';
import type { OrderTraces } from '../forget-order.js';
import { formatOrderName, parseOrderName, type OrderName } from '../order-name.js';
import { EN, type Texts } from '../texts/index.js';

/**
 * Deletes everything that Temporal has about an order that has ended.
 *
 * @throws UsageError, NumberInOtherCaseError, OrderOpenError, PaymentOpenError, TemporalUnavailableError
 */
export async function forgetOrder(context: CommandContext, name: string, options: ConfirmOptions): Promise<void> {
  const orderName = parseOrderName(name, (await context.settings()).merchantIds);
  const { merchantId, tradeNo } = orderName;
  const shown = `${merchantId}/${tradeNo}`;
  const client = await context.temporal();
  const { findTraces, deleteTraces } = await import('../forget-order.js');
  const traces = await findTraces(client, orderName);
  refuseOpen(traces, orderName);
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
      isKnown ? texts.deleted(shown, describe(deleted, texts)) : texts.nothing(shown, hasLetters(tradeNo)),
      texts.cannotDelete,
      ...texts.remains.map((what) => `- ${what}`),
    ].join('\n'),
  );
  for (const ref of related) context.printNote(texts.related(formatOrderName(ref)));
}

function refuseOpen({ workflowId, lastRun, payments }: OrderTraces, { merchantId, tradeNo }: OrderName): void {
  if (lastRun?.hasEnded === false) throw new OrderOpenError(workflowId, `${merchantId}/${tradeNo}`, lastRun);
  const open = payments.filter(({ isOpen }) => isOpen).map(({ reference }) => `${merchantId}/${reference}`);
  if (open.length > 0) throw new PaymentOpenError(open);
}

/** Whether the number can be written in another letter case. */
function hasLetters(tradeNo: string): boolean {
  return tradeNo.toLowerCase() !== tradeNo.toUpperCase();
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
