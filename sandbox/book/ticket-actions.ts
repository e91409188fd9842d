import type { Notifier } from '../callbacks/notifier.js';
import type { Clock } from '../time/clock.js';
import { day } from '../time/taipei.js';
import type { Order, Ticket } from './order.js';
import { cancelRedemption, redeem } from './redeeming.js';
import { cancelRefund, moneyIn, refund } from './refunding.js';
import { insist } from './refusals.js';
import { sum } from './totals.js';

/**
 * Where tickets are scanned and taken back, whether through the API or by hand. Of several tickets all are done, or
 * none; the merchant is told.
 */
export class Counter {
  constructor(
    private readonly clock: Clock,
    private readonly notifier: Notifier,
  ) {}

  /** @throws Refusal */
  redeem(order: Order, tickets: readonly Ticket[]): void {
    allOrNone(tickets, (ticket) => redeem(ticket, this.#today()));
    this.notifier.ticketsChanged(order, tickets);
  }

  /** @throws Refusal */
  cancelRedemption(order: Order, tickets: readonly Ticket[]): void {
    allOrNone(tickets, cancelRedemption);
    this.notifier.ticketsChanged(order, tickets);
  }

  /** `fee`: what the merchant keeps of the whole refund, in NT$; it is taken from the first tickets' money. @throws Refusal */
  refund(order: Order, tickets: readonly Ticket[], fee = 0): void {
    insist(fee <= sum(tickets.map(moneyIn)), 'refundFee');
    let left = fee;
    allOrNone(tickets, (ticket) => {
      const share = Math.min(left, moneyIn(ticket));
      refund(order, ticket, this.#today(), share);
      left -= share;
    });
    this.notifier.ticketsChanged(order, tickets);
    this.notifier.ticketsRefunded(order, tickets);
  }

  /** @throws Refusal */
  cancelRefund(order: Order, tickets: readonly Ticket[]): void {
    allOrNone(tickets, cancelRefund);
    this.notifier.ticketsChanged(order, tickets);
  }

  #today(): string {
    return day(this.clock.now());
  }
}

function allOrNone(tickets: readonly Ticket[], act: (ticket: Ticket) => void): void {
  const before = tickets.map((ticket) => ({ ...ticket }));
  try {
    for (const ticket of tickets) act(ticket);
  } catch (error) {
    tickets.forEach((ticket, index) => {
      delete ticket.redeemedOn;
      delete ticket.refundedOn;
      Object.assign(ticket, before[index]);
    });
    throw error;
  }
}
