import { TICKETS_PER_PAGE, type OrderInfoReply } from './endpoints/orders.js';
import { NotAnECPayReplyError } from './errors/not-an-ecpay-reply-error.js';

/** Maximum number of pages. No order reaches it: by the Issue page, an order has at most 100 tickets. */
const MAX_PAGES = 50;

export type OrderPages = [OrderInfoReply, ...OrderInfoReply[]];

/**
 * Fetches all pages of QueryOrderInfo. Continues while a page is full or TotalCount is not reached. Stops when a page
 * has no new ticket, so that a repeated page does not cause an endless loop.
 *
 * @throws NotAnECPayReplyError if there are too many pages, fewer tickets than the TotalCount of any page, or pages of
 *   two orders: an incomplete order could look settled.
 */
export async function fetchOrderPages(fetchPage: (pageNum: number) => Promise<OrderInfoReply>): Promise<OrderPages> {
  const first = await fetchPage(1);
  const pages: OrderPages = [first];
  const seen = new Set(ticketNosOf(first));
  for (let page = first; hasMore(page, seen.size); pages.push(page)) {
    if (pages.length === MAX_PAGES) throw incomplete(`more than ${MAX_PAGES} pages`);
    page = await fetchPage(pages.length + 1);
    const before = seen.size;
    for (const ticketNo of ticketNosOf(page)) seen.add(ticketNo);
    if (seen.size === before) break;
  }
  const totalCount = Math.max(...pages.map(({ TotalCount = 0 }) => TotalCount));
  if (seen.size < totalCount) throw incomplete(`${seen.size} of ${totalCount} tickets on all pages together`);
  if (pages.some(({ TicketTradeNo }) => TicketTradeNo !== first.TicketTradeNo))
    throw unexpected('TicketTradeNo: differs between pages');
  return pages;
}

function incomplete(problem: string): NotAnECPayReplyError {
  return unexpected(`TicketList: ${problem}`);
}

function unexpected(problem: string): NotAnECPayReplyError {
  return new NotAnECPayReplyError('QueryOrderInfo', 'unexpectedData', [problem]);
}

function hasMore({ TotalCount = 0, TicketList }: OrderInfoReply, seen: number): boolean {
  return TicketList.length >= TICKETS_PER_PAGE || seen < TotalCount;
}

function ticketNosOf({ TicketList }: OrderInfoReply): string[] {
  return TicketList.map(({ TicketNo }) => TicketNo);
}
