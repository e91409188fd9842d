import type { z } from 'zod';
import { samePath, type Endpoint } from './endpoint.js';
import { optionalText } from './lenient.js';
import { outcome } from './outcome.js';
import { byTicketNumber } from './request-fields.js';
import { ticketDetails, useStatus } from './ticket-list-item.js';

const request = byTicketNumber({});

/** Use status and start date are official; that they are called as in QueryOrderInfo's TicketList is our reading. */
const reply = outcome.extend({ TicketNo: optionalText, UseStatus: useStatus, ...ticketDetails });

export type TicketStatusData = z.infer<typeof request>;
export type TicketStatusReply = z.infer<typeof reply>;

/** The use status of one ticket (developers.ecpay.com.tw/?p=32188). */
export const queryTicketStatus: Endpoint<TicketStatusData, TicketStatusReply> = {
  name: 'QueryTicketStatus',
  path: samePath('QueryTicketStatus'),
  request,
  reply,
};
