/** The merchant's own activities. */
import type { OrderRef } from 'temporal-ecticket';
import type { ECTicketClient } from 'temporal-ecticket/client';

export interface MailActivities {
  mailTickets(order: OrderRef): Promise<void>;
}

/** Sends a mail. */
export type SendMail = (mail: { readonly to: string; readonly text: string }) => Promise<void>;

/**
 * Creates the activities. They read the customer and the tickets from the order, so that the history of the merchant's
 * workflow contains neither.
 */
export function createMailActivities(ecticket: ECTicketClient, sendMail: SendMail): MailActivities {
  return {
    mailTickets: async (ref) => {
      const { order, tickets } = await ecticket.getOrder(ref);
      // An order that was issued in ECPay's back office has no customer here.
      if (order?.customerEmail === undefined) return;
      await sendMail({
        to: order.customerEmail,
        text: `Your tickets: ${tickets.map(({ ticketNo }) => ticketNo).join(', ')}`,
      });
    },
  };
}
