/** An order as text for a terminal. */
import type { OrderSnapshot } from '../../client/index.js';
import type { Ticket } from '../../ecticket/index.js';
import { bold, colourStatus, red } from './colours.js';
import { formatCounts, formatMoney, formatZonedTime } from './format.js';
import { details, table } from './table.js';

export interface OrderHeading {
  /** `3085676/CX202611220001` */
  readonly name: string;
  /** The order's page in the Web UI. */
  readonly link: string | undefined;
}

/** Formats the state of an order as one line. */
export function formatOrderLine(order: OrderSnapshot): string {
  return [
    colourStatus(order.status),
    order.late ? red('late') : '',
    formatCounts(order.counts),
    order.attention === undefined ? '' : red(`${order.attention.reason} ${order.attention.message ?? ''}`.trimEnd()),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** Formats the complete order without the customer's personal data, which only `--json` prints. */
export function formatOrder(order: OrderSnapshot, { name, link }: OrderHeading): string {
  const { amounts, callbacks, events } = order;
  const head = details([
    ['Order', `${bold(name)}  ${formatOrderLine(order)}`],
    ['Web UI', link],
    ['Platform', order.platformId],
    ['Issue type', order.issueType],
    ['Payment', formatPayment(order.payment)],
    ['Issued', order.issuedAt && `${order.issuedAt} +08:00 as ${order.ticketTradeNo}`],
    ['Escrow ends', order.escrowEndsOn && `${order.escrowEndsOn} (Taipei)`],
    ['Amounts', order.ticketTradeNo && formatAmounts(amounts)],
    ['Callbacks', callbacks.last && `${callbacks.received}, last at ${formatZonedTime(callbacks.last.receivedAt)}`],
    ['Events', events.undelivered === 0 ? undefined : red(formatUndelivered(events))],
    ['Decisions', order.decisions.map(({ by, why }) => `${by}: ${why}`).join('\n')],
  ]);
  const tickets = order.tickets.length === 0 ? '' : `\n\n${ticketTable(order.tickets)}`;
  return `${head}${formatAttention(order, name)}${tickets}`;
}

function formatPayment(payment: OrderSnapshot['payment']): string {
  const { due, amount, paid, extra, unchecked, candidates = [] } = payment;
  const dueAmount = amount === undefined ? '' : formatMoney(amount);
  const reference = paid?.reference === undefined ? '' : ` (${paid.reference})`;
  const paidAmount = paid?.amount === undefined ? dueAmount : formatMoney(paid.amount);
  const main =
    paid !== undefined
      ? `paid ${paidAmount}${reference}`
      : due === 'nothing'
        ? 'not required'
        : `awaiting ${dueAmount || 'any amount'}`;
  const parts = [
    main,
    ...(unchecked === true ? ['ECPay has not confirmed it yet'] : []),
    ...(candidates.length > 0 ? [`${candidates.length} further payments wait for ECPay's answer`] : []),
    ...(extra.length > 0
      ? [red(`${extra.length} further payments that the order does not need: return the money`)]
      : []),
  ];
  return parts.join('; ');
}

function formatUndelivered({ undelivered, stuck }: OrderSnapshot['events']): string {
  const cause =
    stuck === undefined ? '' : `; delivery has failed since ${formatZonedTime(stuck.since)}: ${stuck.lastError}`;
  return `${undelivered} not delivered yet${cause}`;
}

function formatAmounts({ trade, redeemed, refunded, refundFee, refundConfirmed }: OrderSnapshot['amounts']): string {
  const fee = refundFee === 0 ? '' : ` (fee ${formatMoney(refundFee)})`;
  const confirmed = refunded === 0 ? '' : `, ${formatMoney(refundConfirmed)} confirmed by the bank`;
  const refunds = `${formatMoney(refunded)} refunded${fee}${confirmed}`;
  return `${formatMoney(trade)}; ${formatMoney(redeemed)} redeemed, ${refunds}`;
}

/** The command for each decision that the order accepts. */
const COMMANDS = {
  resubmit: 'resubmit {} --why … [--order corrected.json]',
  abandon: 'abandon {} --why …',
  cancelOrder: 'cancel {} --why …',
} as const;

function formatAttention({ attention }: OrderSnapshot, name: string): string {
  if (attention === undefined) return '';
  const { code = '', message = '', explanation, tried, since, options } = attention;
  return `\n\n${details([
    ['Attention', explanation],
    ['Error', `${code} ${message}`.trim()],
    ['Tried', tried],
    ['Since', formatZonedTime(since)],
    ['Commands', options.map((option) => `ecticket order ${COMMANDS[option].replace('{}', name)}`).join('\n')],
  ])}`;
}

function ticketTable(tickets: readonly Ticket[]): string {
  return table<Ticket>(
    [
      { heading: 'Ticket', width: 20, cell: ({ ticketNo }) => ticketNo },
      { heading: 'Redemption number', width: 20, cell: ({ writeOffNo = '' }) => writeOffNo },
      { heading: 'State', width: 9, cell: ({ state }) => state },
      { heading: 'Voucher', width: 7, cell: ({ voucher }) => voucher },
      { heading: 'Item', width: 20, cell: ({ itemNo, itemName = '' }) => `${itemNo ?? ''} ${itemName}`.trim() },
      { heading: 'Value', width: 10, cell: ({ price }) => formatMoney(price) },
      {
        heading: 'Date (Taipei)',
        width: 13,
        cell: ({ redeemedOn, refundedOn, expiresOn = '' }) => redeemedOn ?? refundedOn ?? expiresOn,
      },
    ],
    tickets,
  );
}
