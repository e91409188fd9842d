/** An order as text for a terminal. */
import type { OrderSnapshot } from '../../client/index.js';
import type { Ticket } from '../../ecticket/index.js';
import { EN, type Texts } from '../texts/index.js';
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
export function formatOrderLine(order: OrderSnapshot, texts: Texts = EN): string {
  return [
    colourStatus(order.status, texts.status[order.status]),
    order.late ? red(texts.orderDetails.late) : '',
    formatCounts(order.counts, texts),
    order.attention === undefined ? '' : red(`${order.attention.reason} ${order.attention.message ?? ''}`.trimEnd()),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** Formats the complete order without the customer's personal data, which only `--json` prints. */
export function formatOrder(order: OrderSnapshot, { name, link }: OrderHeading, texts: Texts = EN): string {
  const { amounts, callbacks, events } = order;
  const labels = texts.orderDetails;
  const head = details([
    [labels.order, `${bold(name)}  ${formatOrderLine(order, texts)}`],
    [labels.webUi, link],
    [labels.platform, order.platformId],
    [labels.issueType, order.issueType && texts.issueType[order.issueType]],
    [labels.payment, formatPayment(order.payment, texts)],
    [labels.issued, order.issuedAt && labels.issuedAs(`${order.issuedAt} +08:00`, order.ticketTradeNo ?? '')],
    [labels.escrowEnds, order.escrowEndsOn && labels.taipei(order.escrowEndsOn)],
    [labels.amounts, order.ticketTradeNo && formatAmounts(amounts, texts)],
    [
      labels.callbacks,
      callbacks.last && labels.received(callbacks.received, formatZonedTime(callbacks.last.receivedAt)),
    ],
    [labels.events, events.undelivered === 0 ? undefined : red(formatUndelivered(events, labels))],
    [labels.decisions, order.decisions.map(({ by, why }) => `${by}: ${why}`).join('\n')],
  ]);
  const tickets = order.tickets.length === 0 ? '' : `\n\n${ticketTable(order.tickets, texts)}`;
  return `${head}${formatAttention(order, name, texts)}${tickets}`;
}

function formatPayment(payment: OrderSnapshot['payment'], { payment: texts, semicolon }: Texts): string {
  const { due, amount, paid, extra, unchecked, candidates = [] } = payment;
  const dueAmount = amount === undefined ? '' : formatMoney(amount);
  const paidAmount = paid?.amount === undefined ? dueAmount : formatMoney(paid.amount);
  const main =
    paid !== undefined
      ? texts.paid(paidAmount, paid.reference)
      : due === 'nothing'
        ? texts.notRequired
        : texts.awaiting(dueAmount || texts.anyAmount);
  const parts = [
    main,
    ...(unchecked === true ? [texts.unchecked] : []),
    ...(candidates.length > 0 ? [texts.candidates(candidates.length)] : []),
    ...(extra.length > 0 ? [red(texts.extra(extra.length))] : []),
  ];
  return parts.join(semicolon);
}

function formatUndelivered({ undelivered, stuck }: OrderSnapshot['events'], texts: Texts['orderDetails']): string {
  const cause = stuck === undefined ? '' : texts.stuck(formatZonedTime(stuck.since), stuck.lastError);
  return `${texts.undelivered(undelivered)}${cause}`;
}

function formatAmounts(
  { trade, redeemed, refunded, refundFee, refundConfirmed }: OrderSnapshot['amounts'],
  { amounts: texts, comma, semicolon }: Texts,
): string {
  const fee = refundFee === 0 ? '' : texts.fee(formatMoney(refundFee));
  const confirmed = refunded === 0 ? '' : `${comma}${texts.confirmed(formatMoney(refundConfirmed))}`;
  const refunds = `${texts.refunded(formatMoney(refunded))}${fee}${confirmed}`;
  return `${formatMoney(trade)}${semicolon}${texts.redeemed(formatMoney(redeemed))}${comma}${refunds}`;
}

/** The command for each decision that the order accepts. */
const COMMANDS = {
  resubmit: 'resubmit {} --why … [--order corrected.json]',
  abandon: 'abandon {} --why …',
  cancelOrder: 'cancel {} --why …',
} as const;

function formatAttention({ attention, decisions }: OrderSnapshot, name: string, texts: Texts): string {
  if (attention === undefined) return '';
  const { code = '', message = '', since, options } = attention;
  const { explanation, tried } = texts.attention(attention, decisions.length);
  const labels = texts.orderDetails;
  return `\n\n${details([
    [labels.attention, explanation],
    [labels.error, `${code} ${message}`.trim()],
    [labels.tried, tried],
    [labels.since, formatZonedTime(since)],
    [labels.commands, options.map((option) => `ecticket order ${COMMANDS[option].replace('{}', name)}`).join('\n')],
  ])}`;
}

function ticketTable(tickets: readonly Ticket[], { tickets: texts, ticketState, voucher: vouchers }: Texts): string {
  return table<Ticket>(
    [
      { heading: texts.ticket, width: 20, cell: ({ ticketNo }) => ticketNo },
      { heading: texts.redemptionNumber, width: 20, cell: ({ writeOffNo = '' }) => writeOffNo },
      { heading: texts.state, width: 9, cell: ({ state }) => ticketState[state] },
      { heading: texts.voucher, width: 7, cell: ({ voucher }) => vouchers[voucher] },
      { heading: texts.item, width: 20, cell: ({ itemNo, itemName = '' }) => `${itemNo ?? ''} ${itemName}`.trim() },
      { heading: texts.value, width: 10, cell: ({ price }) => formatMoney(price) },
      {
        heading: texts.date,
        width: 13,
        cell: ({ redeemedOn, refundedOn, expiresOn = '' }) => redeemedOn ?? refundedOn ?? expiresOn,
      },
    ],
    tickets,
  );
}
