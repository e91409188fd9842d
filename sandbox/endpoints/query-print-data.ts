import { useStatusOf } from '../book/order.js';
import { insist } from '../book/refusals.js';
import { day } from '../time/taipei.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { requestedOrder } from './requested.js';
import { ticketListItem, tradeNumbers } from './told.js';

/**
 * What the merchant prints on an order's unused paper tickets (developers.ecpay.com.tw/?p=29961). The names of the reply
 * are those of QueryOrderInfo: a choice.
 */
export const queryPrintData: SandboxEndpoint = {
  name: 'QueryPrintData',
  paths: samePath('QueryPrintData'),
  answer(call, world) {
    const order = requestedOrder(call, world);
    insist(order.data?.IssueType === '2' && order.data.PrintType === '2', 'notPrintedByMerchant');
    const today = day(world.clock.now());
    const unused = order.tickets.filter((ticket) => useStatusOf(ticket, today) === 1);
    return { ...tradeNumbers(order), TicketList: unused.map((ticket) => ticketListItem(ticket, today)) };
  },
};
