import { day } from '../time/taipei.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { requestedTicket } from './requested.js';
import { ticketListItem } from './told.js';

/** One ticket's use status and start date (developers.ecpay.com.tw/?p=32188), in the names of QueryOrderInfo: a choice. */
export const queryTicketStatus: SandboxEndpoint = {
  name: 'QueryTicketStatus',
  paths: samePath('QueryTicketStatus'),
  answer(call, world) {
    const { ticket } = requestedTicket(call, world, ['TicketNo', 'WriteOffNo']);
    return ticketListItem(ticket, day(world.clock.now()));
  },
};
