/** What all commands have in common: after each of them, the book is as the model has it. */
import { expect } from '@jest/globals';
import type fc from 'fast-check';
import { mayBeIssued, stateOf, timePasses, today, type Model } from '../model.js';
import { TICKETS } from '../plan.js';
import type { RealOrder } from '../real-order.js';

export abstract class ModelCommand implements fc.AsyncCommand<Model, RealOrder> {
  check(_model: Readonly<Model>): boolean {
    return true;
  }

  async run(model: Model, real: RealOrder): Promise<void> {
    real.currentStep = this.toString();
    await this.act(model, real);
    await expectProviderOrder(model, real);
  }

  protected abstract act(model: Model, real: RealOrder): Promise<void>;

  abstract toString(): string;
}

const STATES = { 1: 'unused', 2: 'redeemed', 3: 'refunded', 4: 'expired' } as const;

/** The book is as the model has it. */
export async function expectProviderOrder(model: Model, real: RealOrder): Promise<void> {
  timePasses(model, await real.environment.world.now());
  recordIssuedTickets(model, real);
  const book = real.book();
  if (book === undefined) return;
  expect(book.issuances).toBeLessThanOrEqual(1);
  expect(book.tickets.map(({ ticketNo, useStatus }) => [ticketNo, STATES[useStatus]])).toEqual(
    model.tickets.map((ticket) => [ticket.ticketNo, stateOf(ticket, today(model))]),
  );
}

/** The model learns of tickets that have been issued, unused; from then on it knows better. */
export function recordIssuedTickets(model: Model, real: RealOrder): void {
  const book = real.book();
  if (book === undefined || book.tickets.length === 0 || model.tickets.length > 0) return;
  expect(mayBeIssued(model)).toBe(true);
  expect(book.tickets).toHaveLength(TICKETS[model.plan.goods]);
  model.tickets = book.tickets.map(({ ticketNo, writeOffNo, ticketType, price, expireDate }) => ({
    ticketNo,
    writeOffNo,
    voucher: ticketType === '1' ? 'pickup' : 'gift',
    price,
    ...(expireDate !== undefined && { expiresOn: expireDate }),
    state: 'unused',
  }));
  model.escrowEndsOn = book.escrowEndsOn;
}
