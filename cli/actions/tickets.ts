/** Actions that redeem and refund tickets. */
import type {
  TicketActionOutcome,
  RefundRequest,
  TicketAction,
  TicketOutcome,
  TicketSelection,
} from '../../client/index.js';
import { UsageError } from '../../settings/listen-options.js';
import { confirm, type ConfirmOptions } from '../confirm.js';
import { green, red } from '../display/colours.js';
import { EXIT } from '../exit-status.js';
import { findOrder, formatOrderName, type RefOptions } from '../order-name.js';
import type { CommandContext } from '../command-context.js';
import { selectMerchant, type MerchantOptions } from './ecpay.js';

export interface TicketActionOptions extends ConfirmOptions, RefOptions {
  readonly ticket?: string | undefined;
  readonly writeOffNo?: string | undefined;
  readonly count?: number | undefined;
  readonly item?: string | undefined;
  readonly store?: string | undefined;
  readonly operator?: string | undefined;
  readonly reason?: string | undefined;
  /** NT$ per ticket. */
  readonly fee?: number | undefined;
  readonly updateId?: string | undefined;
}

/** The confirmation prompt per action. Redeeming is routine work and can be cancelled, so that it has none. */
const PROMPTS: Readonly<Record<TicketAction, string | undefined>> = {
  redeem: undefined,
  cancelRedemption: 'Cancel the redemption? The ticket becomes usable again.',
  refund: 'Refund? The ticket becomes unusable and its money is returned.',
  cancelRefund: 'Cancel the refund? The ticket becomes usable again.',
};

/** Redeems or refunds tickets, or cancels a redemption or a refund. */
export async function runTicketAction(
  context: CommandContext,
  action: TicketAction,
  name: string,
  options: TicketActionOptions,
): Promise<void> {
  const request = requestOf(options);
  const ref = await findOrder(context, name, options);
  const prompt = PROMPTS[action];
  if (prompt !== undefined) {
    await confirm(`${formatOrderName(ref)}, ${describeSelection(options)}: ${prompt}`, options, context.io);
  }
  const tickets = await context.tickets();
  const { updateId } = options;
  const outcome = await tickets[action](ref, request, { ...(updateId !== undefined && { updateId }) });
  context.print(outcome, () => outcome.tickets.map(formatOutcome).join('\n'));
  context.status = statusOf(outcome);
}

export interface ScanOptions extends MerchantOptions {
  readonly code: string;
  readonly store?: string | undefined;
  readonly operator?: string | undefined;
  readonly updateId?: string | undefined;
}

/** Finds the order of a scanned code and redeems the ticket. */
export async function redeemScannedTicket(context: CommandContext, options: ScanOptions): Promise<void> {
  const { code, store, operator, updateId } = options;
  const { merchantId } = await selectMerchant(context, options);
  const tickets = await context.tickets();
  const outcome = await tickets.redeemByCode(
    { merchantId, code, ...(store !== undefined && { storeId: store }), ...(operator !== undefined && { operator }) },
    { ...(updateId !== undefined && { updateId }) },
  );
  context.print(outcome, () =>
    outcome.tickets.map((ticket) => `${formatOrderName(outcome.ref)}  ${formatOutcome(ticket)}`).join('\n'),
  );
  context.status = statusOf(outcome);
}

function requestOf(options: TicketActionOptions): RefundRequest {
  const { store, operator, reason, fee } = options;
  return {
    tickets: selectionOf(options),
    ...(store !== undefined && { storeId: store }),
    ...(operator !== undefined && { operator }),
    ...(reason !== undefined && { reason }),
    ...(fee !== undefined && { fee }),
  };
}

function selectionOf({ ticket, writeOffNo, count, item }: TicketActionOptions): TicketSelection {
  const selections = [
    ticket !== undefined && { ticketNo: ticket },
    writeOffNo !== undefined && { writeOffNo },
    count !== undefined && { count, ...(item !== undefined && { itemNo: item }) },
  ].filter((selection) => selection !== false);
  const [selection, ...others] = selections;
  if (selection === undefined || others.length > 0 || (item !== undefined && count === undefined)) {
    throw new UsageError('No tickets selected. Give one of --ticket NO, --write-off-no NO, or --count N [--item NO].');
  }
  return selection;
}

function describeSelection({ ticket, writeOffNo, count = 0, item }: TicketActionOptions): string {
  if (ticket !== undefined) return `ticket ${ticket}`;
  if (writeOffNo !== undefined) return `the ticket with redemption number ${writeOffNo}`;
  return `${count} ${count === 1 ? 'ticket' : 'tickets'}${item === undefined ? '' : ` of ${item}`}`;
}

function formatOutcome(ticket: TicketOutcome): string {
  switch (ticket.result) {
    case 'done':
      return `${ticket.ticketNo}  ${green(ticket.state)}${ticket.movesMoney ? ', money moves' : ''}`;
    case 'refused':
      return `${ticket.ticketNo}  ${red(`refused (${ticket.refusal.code})`)}: ${ticket.refusal.message}`;
    case 'unknown':
      return `${ticket.ticketNo}  ${red('unknown')}: ECPay did not answer; the order reads the result from ECPay later`;
  }
}

function statusOf({ tickets }: TicketActionOutcome): number {
  if (tickets.some(({ result }) => result === 'unknown')) return EXIT.unavailable;
  return tickets.some(({ result }) => result === 'refused') ? EXIT.refused : EXIT.ok;
}
