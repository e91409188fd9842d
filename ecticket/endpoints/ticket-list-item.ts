import { z } from 'zod';
import { optionalText, optionalWholeNumber, text, wholeNumber } from './lenient.js';

/** UseStatus: 1 unused, 2 redeemed, 3 refunded, 4 expired. */
export const useStatus = wholeNumber.pipe(z.literal([1, 2, 3, 4]));

/** Fields of a ticket that need not be there. TicketType: 1 pickup voucher, 2 gift voucher. Dates are yyyymmdd. */
export const ticketDetails = {
  ItemNo: optionalText,
  ItemName: optionalText,
  TicketType: optionalWholeNumber.pipe(z.literal([1, 2]).optional()),
  TicketAmount: optionalWholeNumber,
  StartDate: optionalText,
  WriteOffDate: optionalText,
  RefundDate: optionalText,
  ExpiredDate: optionalText,
  WriteOffNo: optionalText,
};

/** One ticket in the TicketList of QueryOrderInfo. */
export const ticketListItem = z.looseObject({ TicketNo: text, UseStatus: useStatus, ...ticketDetails });

export type TicketListItem = z.infer<typeof ticketListItem>;
