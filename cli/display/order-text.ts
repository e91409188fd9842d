/** An order as a person reads it in a terminal. */
import type { OrderSnapshot } from '../../client/index.js';
import type { Ticket } from '../../ecticket/index.js';
import { bold, inColour, red } from './colours.js';
import { countsInWords } from './format-counts.js';
import { details } from './details.js';
import { inTaipei } from './in-taipei.js';
import { money } from './money.js';
import { table } from './table.js';

export interface Named {
  /** As a person types it: `3085676/CX202611220001`. */
  readonly name: string;
  /** Its page in the Web UI. */
  readonly link: string | undefined;
}

/** One line: where the order stands. */
export function orderLine(order: OrderSnapshot): string {
  return [
    inColour(order.status),
    order.late ? red('late') : '',
    countsInWords(order.counts),
    order.attention === undefined ? '' : red(`${order.attention.reason} ${order.attention.words ?? ''}`.trimEnd()),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** The whole, without the customer: who needs people's data takes `--json`. */
export function orderInWords(order: OrderSnapshot, { name, link }: Named): string {
  const { amounts, callbacks, events } = order;
  const head = details([
    ['Order', `${bold(name)}  ${orderLine(order)}`],
    ['Web UI', link],
    ['Platform', order.platformId],
    ['Issue type', order.issueType],
    ['Payment', paymentInWords(order.payment)],
    ['Issued', order.issuedAt && `${order.issuedAt} as ${order.ticketTradeNo}`],
    ['Escrow ends', order.escrowEndsOn],
    ['Amounts', order.ticketTradeNo && amountsInWords(amounts)],
    ['Callbacks', callbacks.last && `${callbacks.received}, the last at ${inTaipei(callbacks.last.receivedAt)}`],
    ['Events', events.undelivered === 0 ? undefined : red(undelivered(events))],
    ['Decisions', order.decisions.map(({ by, why }) => `${by}: ${why}`).join('\n')],
  ]);
  const tickets = order.tickets.length === 0 ? '' : `\n\n${ticketTable(order.tickets)}`;
  return `${head}${attentionInWords(order, name)}${tickets}`;
}

function paymentInWords({ due, amount, paid, extra }: OrderSnapshot['payment']): string {
  const wanted = amount === undefined ? '' : money(amount);
  const reference = paid?.reference === undefined ? '' : ` (${paid.reference})`;
  const paidAmount = paid?.amount === undefined ? wanted : money(paid.amount);
  const main =
    paid !== undefined
      ? `paid ${paidAmount}${reference}`
      : due === 'nothing'
        ? 'none needed'
        : `waits for ${wanted || 'any amount'}`;
  return extra.length === 0
    ? main
    : `${main}; ${red(`${extra.length} more that the order has no use for: give it back`)}`;
}

function undelivered({ undelivered, stuck }: OrderSnapshot['events']): string {
  const said = stuck === undefined ? '' : `; none is taken since ${inTaipei(stuck.since)}: ${stuck.words}`;
  return `${undelivered} not delivered yet${said}`;
}

function amountsInWords({ trade, redeemed, refunded, refundFee, refundConfirmed }: OrderSnapshot['amounts']): string {
  const fee = refundFee === 0 ? '' : ` (fee ${money(refundFee)})`;
  const back = refunded === 0 ? '' : `, ${money(refundConfirmed)} confirmed by the bank`;
  return `${money(trade)}; ${money(redeemed)} redeemed, ${money(refunded)} refunded${fee}${back}`;
}

/** The commands that a person can run, by the updates that the order takes. */
const COMMANDS = {
  resubmit: 'resubmit {} --why … [--order corrected.json]',
  abandon: 'abandon {} --why …',
  cancelOrder: 'cancel {} --why …',
} as const;

function attentionInWords({ attention }: OrderSnapshot, name: string): string {
  if (attention === undefined) return '';
  const { code = '', words = '', explanation, tried, since, options } = attention;
  return `\n\n${details([
    ['Needs you', explanation],
    ['ECPay said', `${code} ${words}`.trim()],
    ['Tried', tried],
    ['Since', inTaipei(since)],
    ['You can', options.map((option) => `ecticket order ${COMMANDS[option].replace('{}', name)}`).join('\n')],
  ])}`;
}

function ticketTable(tickets: readonly Ticket[]): string {
  return table<Ticket>(
    [
      { heading: 'Ticket', width: 20, cell: ({ ticketNo }) => ticketNo },
      { heading: 'Write-off number', width: 20, cell: ({ writeOffNo = '' }) => writeOffNo },
      { heading: 'State', width: 9, cell: ({ state }) => state },
      { heading: 'Voucher', width: 7, cell: ({ voucher }) => voucher },
      { heading: 'Item', width: 20, cell: ({ itemNo, itemName = '' }) => `${itemNo ?? ''} ${itemName}`.trim() },
      { heading: 'Value', width: 10, cell: ({ price }) => money(price) },
      {
        heading: 'On',
        width: 8,
        cell: ({ redeemedOn, refundedOn, expiresOn = '' }) => redeemedOn ?? refundedOn ?? expiresOn,
      },
    ],
    tickets,
  );
}
