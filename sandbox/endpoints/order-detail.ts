import { z } from 'zod';
import { totalsOf } from '../orders/amounts.js';
import type { Order } from '../orders/order.js';
import { refuseUnless } from '../orders/refusals.js';
import { formatDate, formatDateTime, startOfDate } from '../time/taipei.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { issueStatus, ticketListItem } from './reply-fields.js';

const MINUTE = 60_000;

const date = z.string().refine((text) => startOfDate(text) !== undefined);

/** ReportType: 1 orders, 2 tickets. The dates are days of issue, both inclusive. */
const report = z.object({ ReportType: z.enum(['1', '2']), BeginDate: date, EndDate: date });

/**
 * Returns a CSV report, at most one per minute and merchant (developers.ecpay.com.tw/?p=48558). The columns are the
 * sandbox's choice.
 */
export const orderDetail: SandboxEndpoint = {
  name: 'OrderDetail',
  paths: samePath('OrderDetail'),
  answer({ merchantId, data }, { clock, orderRegistry, reportedAt }) {
    const parsed = report.safeParse(data);
    refuseUnless(parsed.success && parsed.data.BeginDate <= parsed.data.EndDate, 'parameter');
    const now = clock.now();
    refuseUnless(now - (reportedAt.get(merchantId) ?? 0) >= MINUTE, 'tooOften');
    reportedAt.set(merchantId, now);

    const { ReportType, BeginDate, EndDate } = parsed.data;
    const orders = orderRegistry
      .all()
      .filter((order) => order.merchantId === merchantId && isIssuedWithin(order, BeginDate, EndDate));
    return ReportType === '1' ? ordersReport(orders, formatDate(now)) : ticketsReport(orders, formatDate(now));
  },
};

function isIssuedWithin({ issuedAt }: Order, begin: string, end: string): boolean {
  return issuedAt !== undefined && formatDate(issuedAt) >= begin && formatDate(issuedAt) <= end;
}

const NUMBERS = ['MerchantTradeNo', 'FreeTradeNo', 'TicketTradeNo'];

function numbersOf(order: Order): (string | undefined)[] {
  const free = order.tradeNumberField === 'FreeTradeNo';
  return [free ? '' : order.tradeNo, free ? order.tradeNo : '', order.ticketTradeNo];
}

function ordersReport(orders: readonly Order[], today: string): string {
  const columns = ['TotalCount', 'TradeAmount', 'RedeemCount', 'RefundCount', 'UnUsedCount', 'ExpiredCount'] as const;
  const rows = orders.map((order) => {
    const totals = totalsOf(order, today);
    const when = order.issuedAt === undefined ? '' : formatDateTime(order.issuedAt);
    return [...numbersOf(order), issueStatus(order.status), when, ...columns.map((column) => totals[column])];
  });
  return csv([...NUMBERS, 'Status', 'IssueDate', ...columns], rows);
}

function ticketsReport(orders: readonly Order[], today: string): string {
  const columns = ['TicketNo', 'UseStatus', 'ItemNo', 'ItemName', 'TicketType', 'TicketAmount', 'StartDate'] as const;
  const rows = orders.flatMap((order) =>
    order.tickets.map((ticket) => {
      const item = ticketListItem(ticket, today);
      return [...numbersOf(order), ...columns.map((column) => item[column])];
    }),
  );
  return csv([...NUMBERS, ...columns], rows);
}

type Cell = string | number | undefined;

/** Formats a table as CSV (RFC 4180): a heading, lines that end in CRLF, and quotes where a cell needs them. */
function csv(heading: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [heading, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell = ''): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
