/** Ticket changes at ECPay without the client, such as a redemption in ECPay's own system. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { TicketAction } from '../../../workflows/messages/ticket-actions.js';
import { isActionAllowed, applyAction, type Model, type ModelTicket } from '../model.js';
import type { RealOrder } from '../real-order.js';
import { ModelCommand } from './step.js';

const CONTROLS = {
  redeem: ['redeem', {}],
  cancelRedemption: ['redeem', { cancel: true }],
  refund: ['refund', {}],
  cancelRefund: ['refund', { cancel: true }],
} as const satisfies Record<TicketAction, readonly [string, object]>;

class ChangeAtECPay extends ModelCommand {
  constructor(
    readonly action: TicketAction,
    readonly which: number | 'all',
    readonly fee: boolean,
  ) {
    super();
  }

  override check({ tickets }: Model): boolean {
    return tickets.length > 0;
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    const tickets = this.#chosen(model);
    if (tickets.length === 0) return;
    const [control, body] = CONTROLS[this.action];
    const hasFee = this.fee && this.action === 'refund' && tickets.some(({ voucher }) => voucher === 'pickup');
    const ticketNos = tickets.map(({ ticketNo }) => ticketNo);
    const answer = real.control(`orders/${real.tradeNo}/${control}`, {
      ...body,
      ...(hasFee && { fee: 10 }),
      ticketNos,
    });
    if (tickets.every((ticket) => isActionAllowed(model, ticket, this.action))) {
      await answer;
      for (const ticket of tickets) applyAction(ticket, this.action);
    } else {
      await expect(answer).rejects.toThrow('REFUSED');
    }
  }

  #chosen(model: Model): ModelTicket[] {
    if (this.which === 'all') return model.tickets.filter((ticket) => isActionAllowed(model, ticket, this.action));
    const ticket = model.tickets[this.which % model.tickets.length];
    return ticket === undefined ? [] : [ticket];
  }

  toString(): string {
    return `changeAtECPay(${this.action}, ${this.which}${this.fee ? ', fee' : ''})`;
  }
}

export const changesAtECPay = fc
  .tuple(
    fc.constantFrom<TicketAction>('redeem', 'redeem', 'cancelRedemption', 'refund', 'cancelRefund'),
    fc.constantFrom(0, 1, 2, 'all' as const, 'all' as const),
    fc.boolean(),
  )
  .map(([action, which, fee]) => new ChangeAtECPay(action, which, fee));
