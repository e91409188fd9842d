import { useStatusOf, type Ticket } from './order.js';
import { insist } from './refusals.js';

/** A clerk's scan (p=32164). `today` as yyyymmdd. @throws Refusal */
export function redeem(ticket: Ticket, today: string): void {
  const status = useStatusOf(ticket, today);
  insist(status !== 4, 'ticketExpired');
  insist(status === 1, 'notUnused');
  insist(ticket.startDate <= today, 'notYetValid');
  ticket.state = 'redeemed';
  ticket.redeemedOn = today;
}

/** The scan was a mistake: the ticket can be used again. @throws Refusal */
export function cancelRedemption(ticket: Ticket): void {
  insist(ticket.state === 'redeemed', 'notRedeemed');
  ticket.state = 'unused';
  delete ticket.redeemedOn;
}
