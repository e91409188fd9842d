import type { Notifier } from '../callbacks/notifier.js';
import type { Clock } from '../time/clock.js';
import { formatDate } from '../time/taipei.js';
import { paidAmount, sum } from './amounts.js';
import { inEscrow, type Order, type Ticket, useStatusOf } from './order.js';
import { refuseUnless } from './refusals.js';

/**
 * Redeems and refunds tickets, whether through the API or in ECPay's back office. Each action applies to all given
 * tickets or to none, and schedules callbacks to the merchant.
 */
export class TicketActions {
  constructor(
    private readonly clock: Clock,
    private readonly notifier: Notifier,
  ) {}

  /** @throws Refusal */
  redeem(order: Order, tickets: readonly Ticket[]): void {
    applyToAllOrNone(tickets, (ticket) => redeem(ticket, this.#today()));
    this.notifier.notifyChange(order, tickets);
  }

  /** @throws Refusal */
  cancelRedemption(order: Order, tickets: readonly Ticket[]): void {
    applyToAllOrNone(tickets, cancelRedemption);
    this.notifier.notifyChange(order, tickets);
  }

  /**
   * @param fee What the merchant keeps of the whole refund, in NT$. It is deducted from the first tickets.
   * @throws Refusal
   */
  refund(order: Order, tickets: readonly Ticket[], fee = 0): void {
    refuseUnless(fee <= sum(tickets.map(paidAmount)), 'refundFee');
    let remainingFee = fee;
    applyToAllOrNone(tickets, (ticket) => {
      const share = Math.min(remainingFee, paidAmount(ticket));
      refund(order, ticket, this.#today(), share);
      remainingFee -= share;
    });
    this.notifier.notifyChange(order, tickets);
    this.notifier.notifyRefund(order, tickets);
  }

  /** @throws Refusal */
  cancelRefund(order: Order, tickets: readonly Ticket[]): void {
    applyToAllOrNone(tickets, cancelRefund);
    this.notifier.notifyChange(order, tickets);
  }

  #today(): string {
    return formatDate(this.clock.now());
  }
}

function applyToAllOrNone(tickets: readonly Ticket[], act: (ticket: Ticket) => void): void {
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

/** Redeems a ticket (p=32164). @param today yyyymmdd. @throws Refusal */
function redeem(ticket: Ticket, today: string): void {
  const status = useStatusOf(ticket, today);
  refuseUnless(status !== 4, 'ticketExpired');
  refuseUnless(status === 1, 'notUnused');
  refuseUnless(ticket.startDate <= today, 'notYetValid');
  ticket.state = 'redeemed';
  ticket.redeemedOn = today;
}

/** Cancels a redemption: the ticket is unused again. @throws Refusal */
function cancelRedemption(ticket: Ticket): void {
  refuseUnless(ticket.state === 'redeemed', 'notRedeemed');
  ticket.state = 'unused';
  delete ticket.redeemedOn;
}

/**
 * Refunds an unused ticket (p=32165). For a pickup voucher the bank pays the consumer from escrow, less the merchant's
 * fee. After the escrow period a refund is refused, which is the sandbox's choice: the page describes the escrow period
 * only. For a gift voucher no money moves.
 *
 * @param today yyyymmdd.
 * @param fee NT$.
 * @throws Refusal
 */
function refund(order: Order, ticket: Ticket, today: string, fee = 0): void {
  const status = useStatusOf(ticket, today);
  refuseUnless(status !== 4, 'ticketExpired');
  refuseUnless(status === 1, 'notUnused');
  refuseUnless(ticket.ticketType === '2' || inEscrow(order, today), 'escrowOver');
  refuseUnless(fee <= paidAmount(ticket), 'refundFee');
  ticket.state = 'refunded';
  ticket.refundedOn = today;
  ticket.refundFee = fee;
}

/** Cancels a refund: the ticket is unused again. @throws Refusal */
function cancelRefund(ticket: Ticket): void {
  refuseUnless(ticket.state === 'refunded', 'notRefunded');
  ticket.state = 'unused';
  ticket.refundFee = 0;
  delete ticket.refundedOn;
}
