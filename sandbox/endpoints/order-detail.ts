import { z } from 'zod';
import { totalsOf } from '../orders/amounts.js';
import type { Order } from '../orders/order.js';
import { insist } from '../orders/refusals.js';
import { day, moment, startOf } from '../time/taipei.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { issueStatus, ticketListItem } from './reply-fields.js';

const MINUTE = 60_000;

const date = z.string().refine((text) => startOf(text) !== undefined);

/** ReportType: 1 orders, 2 tickets. Days of issue, both included. */
const report = z.object({ ReportType: z.enum(['1', '2']), BeginDate: date, EndDate: date });

/** A CSV report, one a minute and merchant (developers.ecpay.com.tw/?p=48558). The columns are a choice. */
export const orderDetail: SandboxEndpoint = {
  name: 'OrderDetail',
  paths: samePath('OrderDetail'),
  answer({ merchantId, data }, { clock, book, reportedAt }) {
    const asked = report.safeParse(data);
    insist(asked.success && asked.data.BeginDate <= asked.data.EndDate, 'parameter');
    const now = clock.now();
    insist(now - (reportedAt.get(merchantId) ?? 0) >= MINUTE, 'tooOften');
    reportedAt.set(merchantId, now);

    const { ReportType, BeginDate, EndDate } = asked.data;
    const orders = book
      .all()
      .filter((order) => order.merchantId === merchantId && isIssuedWithin(order, BeginDate, EndDate));
    return ReportType === '1' ? ordersReport(orders, day(now)) : ticketsReport(orders, day(now));
  },
};

function isIssuedWithin({ issuedAt }: Order, begin: string, end: string): boolean {
  return issuedAt !== undefined && day(issuedAt) >= begin && day(issuedAt) <= end;
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
    const when = order.issuedAt === undefined ? '' : moment(order.issuedAt);
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

/** A table as CSV (RFC 4180): a heading, lines that end in CRLF, quotes where a cell needs them. */
export function csv(heading: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [heading, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell = ''): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
