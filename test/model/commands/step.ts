/** The base class of all commands: after each one, ECPay's record must match the model. */
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

/** Checks that ECPay's record matches the model. */
export async function expectProviderOrder(model: Model, real: RealOrder): Promise<void> {
  timePasses(model, await real.environment.world.now());
  recordIssuedTickets(model, real);
  const record = real.record();
  if (record === undefined) return;
  expect(record.issuances).toBeLessThanOrEqual(1);
  expect(record.tickets.map(({ ticketNo, useStatus }) => [ticketNo, STATES[useStatus]])).toEqual(
    model.tickets.map((ticket) => [ticket.ticketNo, stateOf(ticket, today(model))]),
  );
}

/** Copies newly issued tickets into the model as unused. Later changes come from the commands. */
export function recordIssuedTickets(model: Model, real: RealOrder): void {
  const record = real.record();
  if (record === undefined || record.tickets.length === 0 || model.tickets.length > 0) return;
  expect(mayBeIssued(model)).toBe(true);
  expect(record.tickets).toHaveLength(TICKETS[model.plan.goods]);
  model.tickets = record.tickets.map(({ ticketNo, writeOffNo, ticketType, price, expireDate }) => ({
    ticketNo,
    writeOffNo,
    voucher: ticketType === '1' ? 'pickup' : 'gift',
    price,
    ...(expireDate !== undefined && { expiresOn: expireDate }),
    state: 'unused',
  }));
  model.escrowEndsOn = record.escrowEndsOn;
}
