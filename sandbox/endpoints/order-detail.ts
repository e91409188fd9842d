import { z } from 'zod';
import type { Order } from '../book/order.js';
import { insist } from '../book/refusals.js';
import { totalsOf } from '../book/totals.js';
import { day, moment, startOf } from '../time/taipei.js';
import { csv } from './csv.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { issueStatus, ticketListItem } from './told.js';

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
