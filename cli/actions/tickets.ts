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
import type { Texts } from '../texts/index.js';
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

/** Redeems or refunds tickets, or cancels a redemption or a refund. */
export async function runTicketAction(
  context: CommandContext,
  action: TicketAction,
  name: string,
  options: TicketActionOptions,
): Promise<void> {
  const { texts } = context;
  const request = requestOf(options);
  const ref = await findOrder(context, name, options);
  // Redeeming is routine work and can be cancelled.
  if (action !== 'redeem') {
    const subject = texts.prompts.subject(formatOrderName(ref), describeSelection(options, texts.tickets));
    await confirm(`${subject}${texts.colon}${texts.prompts[action]}`, options, context);
  }
  const tickets = await context.tickets();
  const { updateId } = options;
  const outcome = await tickets[action](ref, request, { ...(updateId !== undefined && { updateId }) });
  context.print(outcome, () => outcome.tickets.map((ticket) => formatOutcome(ticket, texts)).join('\n'));
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
    outcome.tickets
      .map((ticket) => `${formatOrderName(outcome.ref)}  ${formatOutcome(ticket, context.texts)}`)
      .join('\n'),
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

function describeSelection(
  { ticket, writeOffNo, count = 0, item }: TicketActionOptions,
  texts: Texts['tickets'],
): string {
  if (ticket !== undefined) return texts.oneTicket(ticket);
  if (writeOffNo !== undefined) return texts.byWriteOffNo(writeOffNo);
  return texts.count(count, item);
}

function formatOutcome(ticket: TicketOutcome, { tickets: texts, ticketState, colon }: Texts): string {
  switch (ticket.result) {
    case 'done':
      return `${ticket.ticketNo}  ${green(ticketState[ticket.state])}${ticket.movesMoney ? texts.moneyMoves : ''}`;
    case 'refused':
      return `${ticket.ticketNo}  ${red(texts.refused(ticket.refusal.code))}${colon}${ticket.refusal.message}`;
    case 'unknown':
      return `${ticket.ticketNo}  ${red(texts.unknown)}${colon}${texts.unknownOutcome}`;
  }
}

function statusOf({ tickets }: TicketActionOutcome): number {
  if (tickets.some(({ result }) => result === 'unknown')) return EXIT.unavailable;
  return tickets.some(({ result }) => result === 'refused') ? EXIT.refused : EXIT.ok;
}
