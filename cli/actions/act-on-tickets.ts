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
import { findOrder, nameOf, type RefOptions } from '../order-name.js';
import type { Shell } from '../shell.js';
import { merchantOf, type MerchantOptions } from './query-ecpay.js';

export interface CounterOptions extends ConfirmOptions, RefOptions {
  readonly ticket?: string | undefined;
  readonly writeOffNo?: string | undefined;
  readonly count?: number | undefined;
  readonly item?: string | undefined;
  readonly store?: string | undefined;
  readonly operator?: string | undefined;
  readonly reason?: string | undefined;
  readonly fee?: number | undefined;
  readonly updateId?: string | undefined;
}

/** What is asked before; to redeem is a clerk's daily work, and can be taken back. */
const QUESTIONS: Readonly<Record<TicketAction, string | undefined>> = {
  redeem: undefined,
  cancelRedemption: 'Take the redemption back? What was used can be used again.',
  refund: 'Refund? It cannot be used any more, and what was paid for it goes back.',
  cancelRefund: 'Withdraw the refund? What was given back can be used again.',
};

/** Redeems or refunds tickets, or takes either back. */
export async function runTicketAction(
  shell: Shell,
  action: TicketAction,
  name: string,
  options: CounterOptions,
): Promise<void> {
  const request = requestOf(options);
  const ref = await findOrder(shell, name, options);
  const question = QUESTIONS[action];
  if (question !== undefined) await confirm(`${nameOf(ref)}, ${selected(options)}: ${question}`, options, shell.io);
  const tickets = await shell.tickets();
  const { updateId } = options;
  const outcome = await tickets[action](ref, request, { ...(updateId !== undefined && { updateId }) });
  shell.tell(outcome, () => outcome.tickets.map(inWords).join('\n'));
  shell.status = statusOf(outcome);
}

export interface ScanOptions extends MerchantOptions {
  readonly code: string;
  readonly store?: string | undefined;
  readonly operator?: string | undefined;
  readonly updateId?: string | undefined;
}

/** Redeems the ticket whose code was scanned. */
export async function redeemScanned(shell: Shell, options: ScanOptions): Promise<void> {
  const { code, store, operator, updateId } = options;
  const { merchantId } = await merchantOf(shell, options);
  const tickets = await shell.tickets();
  const outcome = await tickets.redeemByCode(
    { merchantId, code, ...(store !== undefined && { storeId: store }), ...(operator !== undefined && { operator }) },
    { ...(updateId !== undefined && { updateId }) },
  );
  shell.tell(outcome, () => outcome.tickets.map((ticket) => `${nameOf(outcome.ref)}  ${inWords(ticket)}`).join('\n'));
  shell.status = statusOf(outcome);
}

function requestOf(options: CounterOptions): RefundRequest {
  const { store, operator, reason, fee } = options;
  return {
    tickets: selectionOf(options),
    ...(store !== undefined && { storeId: store }),
    ...(operator !== undefined && { operator }),
    ...(reason !== undefined && { reason }),
    ...(fee !== undefined && { fee }),
  };
}

function selectionOf({ ticket, writeOffNo, count, item }: CounterOptions): TicketSelection {
  const named = [
    ticket !== undefined && { ticketNo: ticket },
    writeOffNo !== undefined && { writeOffNo },
    count !== undefined && { count, ...(item !== undefined && { itemNo: item }) },
  ].filter((selection) => selection !== false);
  const [selection, ...others] = named;
  if (selection === undefined || others.length > 0 || (item !== undefined && count === undefined)) {
    throw new UsageError('Which tickets? Give one of --ticket NO, --write-off-no NO, or --count N [--item NO].');
  }
  return selection;
}

function selected({ ticket, writeOffNo, count = 0, item }: CounterOptions): string {
  if (ticket !== undefined) return `ticket ${ticket}`;
  if (writeOffNo !== undefined) return `the ticket of ${writeOffNo}`;
  return `${count} ${count === 1 ? 'ticket' : 'tickets'}${item === undefined ? '' : ` of ${item}`}`;
}

function inWords(ticket: TicketOutcome): string {
  switch (ticket.result) {
    case 'done':
      return `${ticket.ticketNo}  ${green(ticket.state)}${ticket.movesMoney ? ', its money moves' : ''}`;
    case 'refused':
      return `${ticket.ticketNo}  ${red(`refused (${ticket.refusal.code})`)}: ${ticket.refusal.words}`;
    case 'unknown':
      return `${ticket.ticketNo}  ${red('not known yet')}: ECPay did not answer; the order finds out by itself`;
  }
}

function statusOf({ tickets }: TicketActionOutcome): number {
  if (tickets.some(({ result }) => result === 'unknown')) return EXIT.unavailable;
  return tickets.some(({ result }) => result === 'refused') ? EXIT.refused : EXIT.ok;
}
